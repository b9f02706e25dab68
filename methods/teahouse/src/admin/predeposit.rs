//! The money that the shop holds for members.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Line, Page};
use signet_call::{Action, ActionTx, Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::{Connection, users};
use signet_wire::Fen;

use super::{MOST_FEN, refused};
use crate::tables::members;
use crate::tables::predeposit::{self, Change, Reason, Row};
use crate::{TEAHOUSE, faults};

/// 增减预存款
///
/// 同一用户的同一 ref 只增减一次，重复调用返回原来的记录。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PredepositAdd {
    /// 用户 ID
    userid: Id,
    /// 变动金额
    ///
    /// 单位：分，大于 0 为充值，小于 0 为扣减，不能为 0；余额不能小于 0。
    #[schemars(example = 10_000)]
    amount: Integer<{ -MOST_FEN }, MOST_FEN>,
    /// 凭证号
    ///
    /// 每次变动用不同的凭证号。
    #[deserr(rename = "ref")]
    #[schemars(rename = "ref", example = &"topup-2026-0001")]
    reference: Line<1, 64>,
}

/// The entry of the change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Added {
    /// 记录编号
    log_id: i64,
    /// 变动后的余额
    ///
    /// 单位：分。
    balance: Fen,
}

impl From<Row> for Added {
    fn from(row: Row) -> Added {
        Added {
            log_id: row.id,
            balance: Fen(row.balance),
        }
    }
}

impl Action for PredepositAdd {
    const NAME: &'static str = "admin.teahouse.predeposit.add";
    const FAULTS: &'static [Code] = &[
        Code::UserNotFound,
        Code::AlreadyExists,
        faults::PREDEPOSIT_SHORT,
    ];
    const DONE: &'static str = "添加成功";
    type Reply = Added;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Added, Fault> {
        let (user_id, delta) = (self.userid.value(), self.amount.value());
        let reference = self.reference.as_str();
        let reason = match delta {
            0 => return Err(refused("amount", "不能为0")),
            1.. => Reason::Topup,
            _ => Reason::Adjust,
        };
        let user = users::lock(tx, user_id)?;
        user.filter(|user| user.realm == TEAHOUSE.name())
            .ok_or(Code::UserNotFound)?;
        for of_operators in [Reason::Topup, Reason::Adjust] {
            if let Some(row) = predeposit::find(tx, user_id, of_operators, reference)? {
                return match row.delta == delta {
                    true => Ok(row.into()),
                    false => Err(Code::AlreadyExists.into()),
                };
            }
        }
        members::insert_if_missing(tx, user_id)?;
        let change = Change {
            ref_id: reference.to_owned(),
            delta,
        };
        if !predeposit::change(tx, user_id, reason, &[change])? {
            return Err(faults::PREDEPOSIT_SHORT.into());
        }
        let row = predeposit::find(tx, user_id, reason, reference)?;
        let row = row.ok_or_else(|| Fault::internal("a row of the ledger is missing"))?;
        Ok(row.into())
    }
}

/// 预存款明细
///
/// 一个用户的预存款变动，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PredepositList {
    /// 用户 ID
    userid: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 预存款变动
#[derive(Serialize, JsonSchema)]
pub(crate) struct RowView {
    /// 记录编号
    log_id: i64,
    /// 变动金额
    ///
    /// 单位：分。
    amount: Fen,
    /// 变动后的余额
    ///
    /// 单位：分。
    balance: Fen,
    /// 变动原因
    ///
    /// topup - 充值、adjust - 扣减、order - 支付订单、order_close - 订单关闭退回。
    reason: &'static str,
    /// 凭证号
    ///
    /// 凭证号或订单号。
    #[serde(rename = "ref")]
    reference: String,
    /// 变动时间
    c_time: String,
}

impl Operation for PredepositList {
    const NAME: &'static str = "admin.teahouse.predeposit.list";
    const ONCE: bool = false;
    type Reply = List<RowView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let (user_id, page) = (self.userid.value(), self.page.unwrap_or_default());
        let read = move |connection: &mut Connection| {
            Ok(predeposit::page(connection, user_id, page.request())?)
        };
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let view = |row: Row| RowView {
            log_id: row.id,
            amount: Fen(row.delta),
            balance: Fen(row.balance),
            reason: row.reason.name(),
            reference: row.ref_id,
            c_time: ctx.date_time(row.created_at),
        };
        Ok(rows.map(|rows| List::of(page, rows, view)))
    }
}
