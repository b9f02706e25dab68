use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Paged;

use super::usernames;
use crate::lifecycle::post::find_own;
use crate::tables::offers::{self, Offered};
use crate::tables::posts::PostState;
use crate::{CLIENTS, faults};

/// 查看接单的顾问
///
/// 当前登录用户的一个需求，最早接单的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Offers {
    /// 需求 ID
    post_id: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 接单的顾问
#[derive(Serialize, JsonSchema)]
pub(crate) struct OfferView {
    /// 顾问 ID
    consultant_id: i64,
    /// 顾问的用户名
    username: String,
    /// 完成的订单数
    finished: i64,
    /// 接单时间
    create_time: String,
}

impl Method for Offers {
    const NAME: &'static str = "consulting.order.offers";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[faults::POST_NOT_FOUND];
    type Reply = List<OfferView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<OfferView>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let post_id = self.post_id.value();
        let (offers, mut names) = ctx
            .run(move |connection| {
                let post = find_own(connection, user_id, post_id)?;
                if post.deleted {
                    return Err(faults::POST_NOT_FOUND.into());
                }
                let offers = match post.state {
                    PostState::Open => offers::page(connection, &post, page.request())?,
                    _ => Paged {
                        total: 0,
                        rows: Vec::new(),
                    },
                };
                let ids = offers.rows.iter().map(|offer| offer.consultant_id);
                let names = usernames(connection, &ids.collect::<Vec<_>>())?;
                Ok((offers, names))
            })
            .await?;
        Ok(List::of(page, offers, |offer: Offered| OfferView {
            consultant_id: offer.consultant_id,
            username: names.remove(&offer.consultant_id).unwrap_or_default(),
            finished: offer.finished,
            create_time: ctx.date_time(offer.made_at),
        }))
    }
}
