//! Appraisals of orders.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Integer, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::Fault;

use crate::tables::appraisals::{self, Appraisal, Filter};

/// 评价列表
///
/// 符合全部条件的评价，最新的订单在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AppraisalList {
    /// 星级
    #[deserr(default)]
    rate: Option<Integer<1, 5>>,
    /// 起始评价时间
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止评价时间
    ///
    /// 格式：Y-m-d H:i:s，包含这一秒。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 评价
#[derive(Serialize, JsonSchema)]
pub(crate) struct AppraisalView {
    /// 订单 ID
    order_id: String,
    /// 用户 ID
    userid: i64,
    /// 用户手机号
    phone: String,
    /// 星级
    rate: i64,
    #[serde(flatten)]
    ticks: Ticks,
    /// 评价内容
    comment: String,
    /// 评价时间
    c_time: String,
}

/// The boxes of an appraisal.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ticks {
    /// 具体勾选评价1
    rb1: bool,
    /// 具体勾选评价2
    rb2: bool,
    /// 具体勾选评价3
    rb3: bool,
    /// 具体勾选评价4
    rb4: bool,
    /// 具体勾选评价5
    rb5: bool,
    /// 具体勾选评价6
    rb6: bool,
}

impl Ticks {
    /// Returns the boxes of [`Appraisal::ticks`].
    pub(super) fn of(ticks: i64) -> Ticks {
        let is_set = |place: u32| (ticks >> place) & 1 == 1;
        Ticks {
            rb1: is_set(0),
            rb2: is_set(1),
            rb3: is_set(2),
            rb4: is_set(3),
            rb5: is_set(4),
            rb6: is_set(5),
        }
    }
}

impl Operation for AppraisalList {
    const NAME: &'static str = "admin.homecare.appraisal.list";
    const ONCE: bool = false;
    type Reply = List<AppraisalView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let filter = Filter {
            rate: self.rate.map(Integer::value),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
        };
        let appraisals = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(appraisals::page(connection, &filter, page.request())?)
            })
            .await?;
        let row = |(appraisal, order_id, phone): (Appraisal, String, String)| AppraisalView {
            order_id,
            userid: appraisal.user_id,
            phone,
            rate: appraisal.rate,
            ticks: Ticks::of(appraisal.ticks),
            comment: appraisal.comment,
            c_time: ctx.date_time(appraisal.created_at),
        };
        Ok(appraisals.map(|appraisals| List::of(page, appraisals, row)))
    }
}
