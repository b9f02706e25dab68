use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::Fault;
use signet_store::Connection;
use signet_wire::Fen;

use crate::tables::vouchers::{self, Given};

/// 代金券发放记录
///
/// 符合全部条件的代金券，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct VoucherGranted {
    /// 代金券模板编号
    ///
    /// 不传则为全部。
    #[deserr(default)]
    #[schemars(example = 10)]
    voucher_t_id: Option<Id>,
    /// 用户 ID
    #[deserr(default)]
    userid: Option<Id>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 代金券
#[derive(Serialize, JsonSchema)]
pub(crate) struct GivenView {
    /// 代金券编号
    voucher_id: i64,
    /// 代金券模板编号
    voucher_t_id: i64,
    /// 用户 ID
    userid: i64,
    /// 面额
    ///
    /// 单位：分。
    price: Fen,
    /// 有效期结束时间
    ///
    /// 不包括。
    end_time: String,
    /// 代金券状态
    ///
    /// 1 - 未使用、2 - 已使用。
    state: i64,
    /// 发放时间
    c_time: String,
}

impl Operation for VoucherGranted {
    const NAME: &'static str = "admin.teahouse.voucher.granted";
    type Reply = List<GivenView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let (t_id, user_id) = (self.voucher_t_id.map(Id::value), self.userid.map(Id::value));
        let read = move |connection: &mut Connection| {
            let given = vouchers::page_of_given(connection, t_id, user_id, page.request())?;
            Ok(given)
        };
        let given = audit.disclosure(&ctx.services.store, read).await?;
        let view = |row: Given| GivenView {
            voucher_id: row.id,
            voucher_t_id: row.t_id,
            userid: row.user_id,
            price: Fen(row.price),
            end_time: ctx.date_time(row.ends_at),
            state: row.state,
            c_time: ctx.date_time(row.created_at),
        };
        Ok(given.map(|given| List::of(page, given, view)))
    }
}
