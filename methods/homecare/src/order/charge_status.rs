use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments::{self, ChargeDetail};
use signet_fault::{Code, Fault};
use signet_store::charges;

use super::lifecycle::find_own;
use crate::{CLIENTS, HOMECARE};

/// 查询订单支付状态
///
/// 当前登录用户的任何订单，预约单也可以。等待支付的订单同时返回 charge_detail，可再次拉起支付。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ChargeStatus {
    /// 订单 ID
    #[schemars(example = &"201503270100000001")]
    order_id: Text<1, 20>,
}

/// The payment of an order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 订单 ID
    order_id: String,
    /// 是否已支付
    paid: bool,
    /// 支付凭据
    ///
    /// 不是等待支付的订单、或支付渠道暂时不可用则为 null。
    #[schemars(with = "Option<Map<String, Value>>")]
    charge_detail: Option<ChargeDetail>,
}

impl Method for ChargeStatus {
    const NAME: &'static str = "homecare.order.charge_status";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let (services, user_id) = (ctx.services, ctx.user()?);
        let order_id = self.order_id.into_string();
        let (order, charge) = ctx
            .run(move |connection| {
                let order = find_own(connection, user_id, &order_id)?;
                let charge = match order.has_charge() {
                    true => charges::newest(connection, HOMECARE.name(), &order.order_no)?,
                    false => None,
                };
                Ok((order, charge))
            })
            .await?;
        let charge = match charge {
            Some(charge) => Some(payments::refresh(services, ctx.now, charge).await?),
            None => None,
        };
        let charge = charge.as_ref();
        Ok(Shown {
            msg: "order status get success",
            order_id: order.order_no,
            paid: order.settled_at.is_some() || charge.is_some_and(charges::Charge::is_paid),
            charge_detail: charge.and_then(|charge| payments::charge_detail(services, charge)),
        })
    }
}
