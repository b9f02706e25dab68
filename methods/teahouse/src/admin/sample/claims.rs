use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::Fault;
use signet_store::Connection;

use crate::tables::samples::{self, Claim};

/// 免费茶样领取记录
///
/// 领取了一个茶样的用户，最新的在前；关闭的订单不算领取。
#[derive(Deserr, JsonSchema)]
pub(crate) struct SampleClaims {
    /// 茶样编号
    #[schemars(example = 36)]
    sample_id: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 领取记录
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimView {
    /// 用户 ID
    userid: i64,
    /// 订单号
    order_sn: String,
    /// 订单状态
    ///
    /// 10 - 待付款、20 - 待发货、30 - 待收货、40 - 已完成。
    order_state: i64,
    /// 领取时间
    c_time: String,
}

impl Operation for SampleClaims {
    const NAME: &'static str = "admin.teahouse.sample.claims";
    type Reply = List<ClaimView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let (id, page) = (self.sample_id.value(), self.page.unwrap_or_default());
        let read =
            move |connection: &mut Connection| Ok(samples::claims(connection, id, page.request())?);
        let claims = audit.disclosure(&ctx.services.store, read).await?;
        let view = |row: Claim| ClaimView {
            userid: row.user_id,
            order_sn: row.order_sn,
            order_state: row.order_state,
            c_time: ctx.date_time(row.created_at),
        };
        Ok(claims.map(|claims| List::of(page, claims, view)))
    }
}
