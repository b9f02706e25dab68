//! The ledgers of consultants.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_wire::Fen;

use super::consultant;
use crate::tables::ledger::{self, Row};

/// 顾问收支明细
///
/// 一位顾问的收支，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct IncomeList {
    /// 顾问 ID
    consultant_id: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 收支明细
#[derive(Serialize, JsonSchema)]
pub(crate) struct IncomeView {
    /// 明细 ID
    income_id: i64,
    /// 需求 ID
    ///
    /// 0 - 付款给顾问。
    post_id: i64,
    /// 金额
    ///
    /// 单位：分，支出为负数。
    amount: Fen,
    /// 余额
    ///
    /// 单位：分。
    balance: Fen,
    /// 类型
    ///
    /// earned - 订单完成、taken_back - 退款收回、payout - 付款给顾问。
    reason: &'static str,
    /// 备注
    ///
    /// 没有则为空字符串。
    note: String,
    /// 时间
    c_time: String,
}

impl Operation for IncomeList {
    const NAME: &'static str = "admin.consulting.income.list";
    const ONCE: bool = false;
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    type Reply = List<IncomeView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let (id, page) = (self.consultant_id.value(), self.page.unwrap_or_default());
        let read = move |connection: &mut Connection| {
            consultant(connection, id)?;
            Ok(ledger::page(connection, id, page.request())?)
        };
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let view = |row: Row| IncomeView {
            income_id: row.id,
            post_id: row.post_id.unwrap_or_default(),
            amount: Fen(row.delta),
            balance: Fen(row.balance),
            reason: row.reason.name(),
            note: row.note,
            c_time: ctx.date_time(row.created_at),
        };
        Ok(rows.map(|rows| List::of(page, rows, view)))
    }
}
