use std::net::IpAddr;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use signet_call::params::Text;
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::payments::{self, ChargeDetail, NewCharge};
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge, ChargeState};
use signet_store::{Connection, Tx, users};
use signet_wire::Fen;

use super::charges::sum;
use super::overdue::{self, SECONDS_TO_PAY};
use crate::parameters::Number;
use crate::tables::orders;
use crate::tables::payments::{self as pay_numbers, Payment};
use crate::{SIGNED, TEAHOUSE};

/// 支付订单
///
/// 一个支付编号下各店铺待付款的在线订单一起支付，金额为它们减去预存款之后还应付的合计。再次调用得到同一笔支付，直到金额或渠道改变。
/// 订单生成 24 小时后未支付则关闭，此后到账的金额原路退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Pay {
    /// 支付编号
    #[schemars(example = &"261128000000000001")]
    pay_sn: Number,
    /// 支付渠道
    ///
    /// 须为已开通的渠道，默认有 alipay、wx、upacp。
    #[schemars(example = &"alipay")]
    channel: Text<1, 20>,
}

/// The charge.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Payable {
    /// 支付编号
    pay_sn: String,
    /// 应付金额
    ///
    /// 单位：分。
    amount: Fen,
    /// 支付凭据
    ///
    /// 用于拉起支付。
    #[schemars(with = "Map<String, Value>")]
    charge_detail: ChargeDetail,
}

impl Method for Pay {
    const NAME: &'static str = "teahouse.order.pay";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::OrderNotFound,
        Code::OrderState,
        Code::AlreadyPaid,
        Code::PaymentFailed,
    ];
    type Reply = Payable;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Payable, Fault> {
        let (services, user_id) = (ctx.services, ctx.user()?);
        let channel = self.channel.into_string();
        if !services.payments.has_channel(&channel) {
            return Err(Violations::one("channel", "不是已开通的支付渠道").into());
        }
        overdue::close_of_user(ctx, user_id).await?;
        let pay_sn = self.pay_sn.into_string();
        let read = move |connection: &mut Connection| {
            let payment = pay_numbers::of_user(connection, user_id, &pay_sn)?;
            let payment = payment.ok_or(Code::OrderNotFound)?;
            let newest = charges::newest(connection, TEAHOUSE.name(), &payment.pay_sn)?;
            Ok((payment, newest))
        };
        let (payment, newest) = ctx.run(read).await?;
        if let Some(newest) = newest {
            // If the provider could not report a payment, the payment is recorded here, before another charge is made.
            payments::refresh(services, ctx.now, newest).await?;
        }
        let client_ip = ctx.caller.ip;
        let charge = ctx.tx(move |tx| charge(tx, &payment, &channel, client_ip));
        let charge = payments::announce(services, ctx.now, &charge.await?).await?;
        if charge.is_paid() {
            return Err(Code::AlreadyPaid.into());
        }
        if charge.state == ChargeState::Closed {
            // An order was closed while the charge was announced.
            return Err(Code::OrderState.into());
        }
        let detail = payments::charge_detail(services, &charge).ok_or(Code::PaymentFailed)?;
        Ok(Payable {
            pay_sn: charge.order_no,
            amount: Fen(charge.fen),
            charge_detail: detail,
        })
    }
}

/// Returns the charge for the amount that the orders under a pay number owe. It is a new charge if there is no charge that can be paid.
fn charge(
    tx: &mut Tx<'_>,
    payment: &Payment,
    channel: &str,
    client_ip: IpAddr,
) -> Result<Charge, Fault> {
    let newest = payments::lock(tx, &TEAHOUSE, &payment.pay_sn)?;
    users::lock(tx, payment.user_id)?;
    let due = orders::lock_due(tx, payment.id)?;
    let Some(first) = due.first() else {
        let is_paid = newest.is_some_and(|charge| charge.is_kept());
        return Err(if is_paid {
            Code::AlreadyPaid
        } else {
            Code::OrderState
        }
        .into());
    };
    let new = NewCharge {
        realm: &TEAHOUSE,
        order_no: &payment.pay_sn,
        fen: Fen(sum(&due)),
        channel,
        subject: "茶汇通订单",
        body: "",
        client_ip,
        // All orders under a pay number were made at the same time.
        seconds: first.created_at + SECONDS_TO_PAY - tx.now(),
    };
    payments::create(tx, &new)
}
