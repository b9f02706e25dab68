use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Error, Tx, users};

use super::check_approved;
use crate::tables::posts::{self, Post, PostState};
use crate::tables::{offers, orders, people};
use crate::{CLIENTS, faults};

/// The largest number of standing offers and running orders of a consultant together.
const MAX_WORK: i64 = 50;

/// 顾问接单
///
/// 表示愿意接受需求，由客户选择顾问。客户修改需求后须重新接单。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderAccept {
    /// 需求 ID
    post_id: Id,
}

impl Method for OrderAccept {
    const NAME: &'static str = "consulting.consultant.order.accept";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::CONSULTANT_PENDING,
        faults::CONSULTANT_SUSPENDED,
        faults::POST_NOT_FOUND,
        faults::WORK_LIMIT,
        faults::OWN_POST,
    ];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, post_id) = (ctx.user()?, self.post_id.value());
        ctx.tx(move |tx| accept(tx, user_id, post_id)).await
    }
}

fn accept(tx: &mut Tx<'_>, user_id: i64, post_id: i64) -> Result<(), Fault> {
    // Both rows are locked before the first read, so that the counts are still right when the offer is stored.
    posts::lock(tx, post_id)?;
    people::lock(tx, user_id)?;
    check_approved(tx, user_id)?;
    let post = posts::find(tx, post_id)?;
    let is_open = |post: &Post| post.state == PostState::Open && !post.hidden;
    let post = post.filter(is_open).ok_or(faults::POST_NOT_FOUND)?;
    if offers::stands(tx, &post, user_id)? {
        return Ok(());
    }
    if is_own(tx, &post, user_id)? {
        return Err(faults::OWN_POST.into());
    }
    let work = offers::count_of_consultant(tx, user_id)? + orders::count_running(tx, user_id)?;
    if work >= MAX_WORK {
        return Err(faults::WORK_LIMIT.into());
    }
    Ok(offers::put(tx, &post, user_id)?)
}

/// Returns whether the buyer of a post and a consultant have the same mobile.
fn is_own(connection: &mut Connection, post: &Post, user_id: i64) -> Result<bool, Error> {
    let users = users::of_ids(connection, &[post.user_id, user_id])?;
    let mobile = |id: i64| {
        let mut users = users.iter();
        users.find_map(|user| (user.id == id).then_some(user.mobile.as_str()))
    };
    Ok(mobile(post.user_id) == mobile(user_id))
}
