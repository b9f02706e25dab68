use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::{Connection, charges};

use super::numbered::Numbered;
use super::overdue;
use super::view::DetailView;
use crate::content::CONTENT;
use crate::parameters::Number;
use crate::tables::order_goods;
use crate::tables::orders::state;
use crate::{SIGNED, TEAHOUSE};

/// 订单详情
///
/// 待付款的订单同时向支付渠道查询支付结果，每 5 秒最多一次。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 订单编号
    #[schemars(example = &"261128000000000002")]
    order_sn: Number,
}

impl Method for Detail {
    const NAME: &'static str = "teahouse.order.detail";
    const CLASSES: &'static [AppClass] = SIGNED;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound];
    const DONE: &'static str = "查询正常";
    type Reply = DetailView;

    async fn call(self, ctx: &Ctx<'_>) -> Result<DetailView, Fault> {
        let (user_id, order_sn) = (ctx.user()?, self.order_sn.into_string());
        overdue::close_of_user(ctx, user_id).await?;
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        let read = move |connection: &mut Connection| {
            let numbered = Numbered::find_own(connection, user_id, &order_sn)?;
            let charge = match numbered.order.state {
                state::UNPAID => charges::newest(connection, TEAHOUSE.name(), &numbered.pay_sn)?,
                _ => None,
            };
            let lines = order_goods::of_orders(connection, &[numbered.order.id])?;
            Ok((numbered, lines, charge))
        };
        let (mut numbered, lines, charge) = ctx.run(read.clone()).await?;
        if let Some(charge) = charge {
            // This finds a payment whose notification was lost.
            payments::refresh(ctx.services, ctx.now, charge).await?;
            numbered = ctx.run(read).await?.0;
        }
        Ok(DetailView::of(numbered, lines, &content))
    }
}
