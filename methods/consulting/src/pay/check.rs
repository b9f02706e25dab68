use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::charges;

use super::find_own;
use crate::lifecycle::payment::pay_status;
use crate::parameters::OrderNo;
use crate::{CLIENTS, CONSULTING};

/// 查询支付
///
/// 当前登录用户的一笔支付。支付结果未到时向支付渠道查询，每 5 秒最多一次。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Check {
    /// 商户订单号
    ///
    /// 需求的订单号。
    #[schemars(example = &"CO202611280000000001")]
    out_trade_no: OrderNo,
}

/// The state of the payment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PaymentState {
    /// 商户订单号
    out_trade_no: String,
    /// 总金额
    ///
    /// 单位：分。
    total_fee: i64,
    /// 支付状态
    ///
    /// free - 免费、unpaid - 未支付、paid - 已支付、refunding - 退款中、refunded - 已退款。
    pay_status: &'static str,
}

impl Method for Check {
    const NAME: &'static str = "consulting.pay.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::PaymentFailed];
    type Reply = PaymentState;

    async fn call(self, ctx: &Ctx<'_>) -> Result<PaymentState, Fault> {
        let (user_id, order_no) = (ctx.user()?, self.out_trade_no.into_string());
        let (post, charge) = ctx
            .run(move |connection| {
                let post = find_own(connection, user_id, &order_no)?;
                let charge = charges::newest(connection, CONSULTING.name(), &order_no)?;
                Ok((post, charge))
            })
            .await?;
        let charge = match charge {
            Some(charge) => Some(payments::check(ctx.services, ctx.now, &charge).await?),
            None => None,
        };
        Ok(PaymentState {
            out_trade_no: post.order_no,
            total_fee: post.price,
            pay_status: pay_status(post.price, charge.as_ref()),
        })
    }
}
