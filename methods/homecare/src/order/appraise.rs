use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Integer, Prose, Text};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

use super::lifecycle::find_own;
use super::view::at_state;
use crate::tables::appraisals::{self, Appraisal};
use crate::tables::orders::{self, Step, status};
use crate::{CLIENTS, faults};

/// 评价订单
///
/// 当前登录用户已完成的订单，预约单也可以；只能评价一次。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Appraise {
    /// 订单 ID
    #[schemars(example = &"201503270000000006")]
    order_id: Text<1, 20>,
    /// 星级
    ///
    /// 1-5。
    #[schemars(example = &4)]
    rate: Integer<1, 5>,
    /// 具体勾选评价1
    rb1: Flag,
    /// 具体勾选评价2
    rb2: Flag,
    /// 具体勾选评价3
    rb3: Flag,
    /// 具体勾选评价4
    rb4: Flag,
    /// 具体勾选评价5
    #[schemars(example = &0)]
    rb5: Flag,
    /// 具体勾选评价6
    #[schemars(example = &0)]
    rb6: Flag,
    /// 评价内容
    ///
    /// 至多 500 字。
    #[deserr(default)]
    #[schemars(default, example = &"test")]
    comment: Prose<0, 500>,
}

/// An appraisal that was taken.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// 结果说明
    msg: &'static str,
}

impl Method for Appraise {
    const NAME: &'static str = "homecare.order.appraise";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::OrderNotFound,
        faults::HOMECARE_ORDER_NOT_FINISHED,
        faults::HOMECARE_ORDER_CANCELED,
        faults::HOMECARE_ORDER_APPRAISED,
    ];
    type Reply = Done;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Done, Fault> {
        let user_id = ctx.user()?;
        ctx.tx(move |tx| self.write(tx, user_id)).await?;
        Ok(Done {
            msg: "appraise success",
        })
    }
}

impl Appraise {
    fn write(&self, tx: &mut Tx<'_>, user_id: i64) -> Result<(), Fault> {
        users::lock(tx, user_id)?;
        let order = find_own(tx, user_id, self.order_id.as_str())?;
        if !orders::advance(tx, order.id, Step::Appraise)? {
            let status = orders::lock_status(tx, order.id)?.unwrap_or_default();
            return Err(match status {
                status::CANCELED => faults::HOMECARE_ORDER_CANCELED.into(),
                status::APPRAISED => faults::HOMECARE_ORDER_APPRAISED.into(),
                status => at_state(faults::HOMECARE_ORDER_NOT_FINISHED, status),
            });
        }
        let appraisal = Appraisal {
            order_id: order.id,
            user_id,
            rate: self.rate.value(),
            ticks: self.ticks(),
            comment: self.comment.as_str().to_owned(),
            created_at: tx.now(),
        };
        Ok(appraisals::insert(tx, &appraisal)?)
    }

    fn ticks(&self) -> i64 {
        let boxes = [self.rb1, self.rb2, self.rb3, self.rb4, self.rb5, self.rb6];
        let from_last = boxes.iter().rev();
        from_last.fold(0, |ticks, tick| ticks * 2 + i64::from(tick.is_set()))
    }
}
