use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_store::{Tx, users};

use super::lifecycle::{self, find_own};
use super::view::at_state;
use crate::tables::orders::{self, CanceledBy};
use crate::{CLIENTS, faults};

/// 撤销订单
///
/// 只能撤销当前登录用户待处理的订单。优惠券随即可以再用，已支付的金额原路退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Cancel {
    /// 订单 ID
    #[schemars(example = &"201503300100000009")]
    order_id: Text<1, 20>,
}

/// A cancelled order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// 结果说明
    msg: &'static str,
}

impl Method for Cancel {
    const NAME: &'static str = "homecare.order.cancel";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, faults::HOMECARE_ORDER_NOT_CANCELABLE];
    type Reply = Done;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Done, Fault> {
        let (user_id, order_id) = (ctx.user()?, self.order_id.into_string());
        let charge = ctx.tx(move |tx| cancel(tx, user_id, &order_id)).await?;
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(Done {
            msg: "order cancel success",
        })
    }
}

fn cancel(tx: &mut Tx<'_>, user_id: i64, order_id: &str) -> Result<Option<Charge>, Fault> {
    users::lock(tx, user_id)?;
    let order = find_own(tx, user_id, order_id)?;
    match lifecycle::cancel(tx, &order, CanceledBy::Owner, None) {
        Err(fault) if fault.code() == Code::OrderState => {
            let status = orders::lock_status(tx, order.id)?.unwrap_or_default();
            Err(at_state(faults::HOMECARE_ORDER_NOT_CANCELABLE, status))
        }
        canceled => canceled,
    }
}
