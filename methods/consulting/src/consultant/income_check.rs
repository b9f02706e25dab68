use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use crate::CLIENTS;
use crate::tables::ledger::{self, Row};

/// 顾问查看收入
///
/// 当前登录顾问的收支明细，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct IncomeCheck {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 收支明细
#[derive(Serialize, JsonSchema)]
pub(crate) struct IncomeView {
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
    /// 时间
    create_time: String,
}

impl Method for IncomeCheck {
    const NAME: &'static str = "consulting.consultant.income.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = List<IncomeView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<IncomeView>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let rows = ctx
            .run(move |connection| Ok(ledger::page(connection, user_id, page.request())?))
            .await?;
        Ok(List::of(page, rows, |row: Row| IncomeView {
            post_id: row.post_id.unwrap_or_default(),
            amount: Fen(row.delta),
            balance: Fen(row.balance),
            reason: row.reason.name(),
            create_time: ctx.date_time(row.created_at),
        }))
    }
}
