use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Page};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use crate::SIGNED;
use crate::content::{CONTENT, Content};
use crate::paging::Paging;
use crate::tables::vouchers::{self, Voucher, VoucherText};

/// 代金券列表
///
/// 自己的代金券，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 状态
    ///
    /// 1 - 未使用、2 - 已使用，不传则为全部。
    #[deserr(default)]
    state: Option<Integer<1, 2>>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// A page of the vouchers of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Vouchers {
    /// 代金券列表
    voucher_list: Vec<Shown>,
    #[serde(flatten)]
    paging: Paging,
}

/// A voucher.
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// 代金券编号
    voucher_id: i64,
    /// 代金券模板编号
    voucher_t_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 店铺名称
    store_name: String,
    /// 代金券标题
    voucher_title: String,
    /// 代金券说明
    voucher_desc: String,
    /// 代金券面额
    ///
    /// 单位：分。
    voucher_price: Fen,
    /// 使用限额
    ///
    /// 单位：分，满减后的商品金额达到才能使用。
    voucher_limit: Fen,
    /// 有效期开始
    ///
    /// unix 秒。
    voucher_start_date: i64,
    /// 有效期结束
    ///
    /// unix 秒。
    voucher_end_date: i64,
    /// 状态
    ///
    /// 1 - 未使用、2 - 已使用。
    state: i64,
}

impl Shown {
    fn of((voucher, text): (Voucher, VoucherText), content: &Content) -> Shown {
        Shown {
            voucher_id: voucher.id,
            voucher_t_id: voucher.t_id,
            store_id: voucher.store_id,
            store_name: content.store_name(voucher.store_id).to_owned(),
            voucher_title: text.title,
            voucher_desc: text.description,
            voucher_price: Fen(voucher.price),
            voucher_limit: Fen(voucher.threshold),
            voucher_start_date: voucher.starts_at,
            voucher_end_date: voucher.ends_at,
            state: voucher.state,
        }
    }
}

impl Method for List {
    const NAME: &'static str = "teahouse.voucher.list";
    const CLASSES: &'static [AppClass] = SIGNED;
    const DONE: &'static str = "查询正常";
    type Reply = Vouchers;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Vouchers, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let state = self.state.map(Integer::value);
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        let found = ctx
            .run(move |connection| Ok(vouchers::page(connection, user_id, state, page.request())?));
        let found = found.await?;
        let rows = found.rows.into_iter();
        Ok(Vouchers {
            voucher_list: rows.map(|row| Shown::of(row, &content)).collect(),
            paging: Paging::of(page, found.total),
        })
    }
}
