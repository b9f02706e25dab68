//! Payouts, which are made outside of the gateway and recorded here.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Prose, Text};
use signet_call::{Ctx, Operation, Violations};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::{Error, Tx};
use signet_wire::Fen;

use super::consultant;
use crate::lifecycle::order::balance;
use crate::tables::ledger::{self, NewRow, Reason};
use crate::tables::people;

/// 登记付款
///
/// 记录已付给顾问的金额，不能超过余额。同一个 request_token 只登记一次：以相同参数重试得到同一条记录，参数不同则报错。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PayoutCreate {
    /// 防重复请求令牌
    ///
    /// 由 system.request.token 取得。
    #[schemars(example = &"b5a6ff4719eae157f0af837f94f915ca")]
    request_token: Text<32, 32>,
    /// 顾问 ID
    consultant_id: Id,
    /// 金额
    ///
    /// 单位：分。
    #[schemars(example = &5000)]
    amount: Integer<1, { i64::MAX }>,
    /// 备注
    #[schemars(example = &"银行转账")]
    note: Prose<1, 200>,
}

/// The payout.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Paid {
    /// 明细 ID
    income_id: i64,
    /// 余额
    ///
    /// 单位：分，付款之后。
    balance: Fen,
}

impl Operation for PayoutCreate {
    const NAME: &'static str = "admin.consulting.payout.create";
    const REQUEST_TOKEN: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::RequestTokenInvalid,
        Code::RequestTokenReused,
        Code::UserNotFound,
    ];
    const DONE: &'static str = "登记成功";
    type Reply = Paid;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Paid>, Fault> {
        let payout = Payout {
            consultant_id: self.consultant_id.value(),
            amount: self.amount.value(),
            note: self.note.into_string(),
            request_token: self.request_token.into_string(),
            token_is_fresh: ctx.token_is_fresh,
        };
        let pay = move |tx: &mut Tx<'_>| payout.write(tx);
        audit.transaction(&ctx.services.store, pay).await
    }
}

struct Payout {
    consultant_id: i64,
    amount: i64,
    note: String,
    request_token: String,
    token_is_fresh: bool,
}

impl Payout {
    fn write(&self, tx: &mut Tx<'_>) -> Result<Paid, Fault> {
        people::lock(tx, self.consultant_id)?;
        if let Some(row) = ledger::by_request_token(tx, &self.request_token)? {
            let is_same = row.consultant_id == self.consultant_id
                && row.delta == -self.amount
                && row.note == self.note;
            return match is_same {
                true => Ok(Paid {
                    income_id: row.id,
                    balance: Fen(row.balance),
                }),
                false => Err(Code::RequestTokenReused.into()),
            };
        }
        if !self.token_is_fresh {
            return Err(Code::RequestTokenInvalid.into());
        }
        consultant(tx, self.consultant_id)?;
        if !people::add(tx, self.consultant_id, -self.amount, 0)? {
            return Err(Violations::one("amount", "超过顾问的余额").into());
        }
        let balance = balance(tx, self.consultant_id)?;
        let row = NewRow {
            consultant_id: self.consultant_id,
            post_id: None,
            delta: -self.amount,
            balance,
            reason: Reason::Payout,
            note: self.note.clone(),
            request_token: Some(self.request_token.clone()),
        };
        let income_id = match ledger::insert(tx, &row) {
            // Another call has used the token meanwhile; the transaction is repeated and finds its row.
            Err(Error::Duplicate) => Err(Error::Contended("a request token was used".to_owned())),
            inserted => inserted,
        }?;
        Ok(Paid {
            income_id,
            balance: Fen(balance),
        })
    }
}
