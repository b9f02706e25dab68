//! Voucher templates, and the vouchers that members got.

mod grant;
mod granted;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_wire::Fen;

use super::{MOST_PIECES, Price, lock_store, refused, window};
use crate::tables::vouchers::{self, NewTemplate, Template};

pub(crate) use grant::VoucherGrant;
pub(crate) use granted::VoucherGranted;

/// 添加代金券模板
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct VoucherCreate {
    /// 店铺编号
    #[schemars(example = 2)]
    store_id: Id,
    /// 代金券标题
    #[schemars(example = &"满100减20")]
    title: Line<1, 64>,
    /// 代金券描述
    #[deserr(default)]
    description: Option<Line<0, 200>>,
    /// 面额
    ///
    /// 单位：分，不能大于使用限额。
    #[schemars(example = 2000)]
    price: Price,
    /// 使用限额
    ///
    /// 单位：分，商品金额达到后才能使用。
    #[schemars(example = 10_000)]
    limit: Price,
    /// 有效期开始时间
    start_time: DateTime,
    /// 有效期结束时间
    ///
    /// 不包括。
    #[schemars(example = &"2026-02-01 00:00:00")]
    end_time: DateTime,
    /// 发放总数
    ///
    /// 不能小于已发放的数量。
    #[schemars(example = 1000)]
    total: Integer<1, MOST_PIECES>,
    /// 每人限领数量
    each_limit: Integer<1, 999>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 代金券模板编号
    voucher_t_id: i64,
}

impl Action for VoucherCreate {
    const NAME: &'static str = "admin.teahouse.voucher.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        let voucher_t_id = vouchers::insert(tx, &row)?;
        Ok(Created { voucher_t_id })
    }
}

impl VoucherCreate {
    /// Returns the row. Its store exists and is locked.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewTemplate, Fault> {
        let (starts_at, ends_at) = window(tx, self.start_time, self.end_time)?;
        let (price, threshold) = (self.price.value(), self.limit.value());
        if price > threshold {
            return Err(refused("price", "不能大于limit"));
        }
        lock_store(tx, self.store_id.value())?;
        Ok(NewTemplate {
            store_id: self.store_id.value(),
            title: self.title.into_string(),
            description: self.description.unwrap_or_default().into_string(),
            price,
            threshold,
            starts_at,
            ends_at,
            total: self.total.value(),
            each_limit: self.each_limit.value(),
        })
    }
}

edit! {
    /// 修改代金券模板
    ///
    /// 已发放的代金券不变，店铺不能修改。
    pub(crate) struct VoucherEdit {
        /// 代金券模板编号
        voucher_t_id: Id,
        fields: VoucherCreate,
    }
}

impl Action for VoucherEdit {
    const NAME: &'static str = "admin.teahouse.voucher.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.voucher_t_id.value();
        let row = self.fields.row(tx)?;
        let old = vouchers::find(tx, id)?.ok_or(Code::RecordNotFound)?;
        if old.entered.store_id != row.store_id {
            return Err(refused("store_id", "不能修改"));
        }
        match vouchers::update(tx, id, &row)? {
            true => Ok(()),
            false => Err(refused("total", "不能小于已发放的数量")),
        }
    }
}

/// 隐藏代金券模板
///
/// 隐藏后不能再发放，已发放的代金券不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct VoucherHide {
    /// 代金券模板编号
    voucher_t_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for VoucherHide {
    const NAME: &'static str = "admin.teahouse.voucher.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, state) = (
            self.voucher_t_id.value(),
            self.hidden.unwrap_or_default().state(),
        );
        found(vouchers::set_template_state(tx, id, state)?)
    }
}

/// 代金券模板列表
///
/// 全部模板，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct VoucherList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 代金券模板
#[derive(Serialize, JsonSchema)]
pub(crate) struct TemplateView {
    /// 代金券模板编号
    voucher_t_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 代金券标题
    title: String,
    /// 代金券描述
    description: String,
    /// 面额
    ///
    /// 单位：分。
    price: Fen,
    /// 使用限额
    ///
    /// 单位：分。
    limit: Fen,
    /// 有效期开始时间
    start_time: String,
    /// 有效期结束时间
    ///
    /// 不包括。
    end_time: String,
    /// 发放总数
    total: i64,
    /// 已发放数量
    given: i64,
    /// 每人限领数量
    each_limit: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for VoucherList {
    const NAME: &'static str = "admin.teahouse.voucher.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<TemplateView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<TemplateView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(vouchers::page_of_templates(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Template| TemplateView {
            voucher_t_id: row.id,
            store_id: row.entered.store_id,
            title: row.entered.title,
            description: row.entered.description,
            price: Fen(row.entered.price),
            limit: Fen(row.entered.threshold),
            start_time: ctx.date_time(row.entered.starts_at),
            end_time: ctx.date_time(row.entered.ends_at),
            total: row.entered.total,
            given: row.given,
            each_limit: row.entered.each_limit,
            state: row.state.value(),
        }))
    }
}
