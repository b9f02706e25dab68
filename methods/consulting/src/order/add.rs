use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Line, Text};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use crate::lifecycle::post::{find_own, step};
use crate::lifecycle::{Actor, Who};
use crate::parameters::{OrderNo, Price};
use crate::tables::offers;
use crate::tables::orders::{self, OrderState};
use crate::tables::people::{self, PersonState};
use crate::tables::posts::{self, Post, PostState};
use crate::{CLIENTS, faults};

/// The states of payments, for clients.
const PAY_STATES: [&str; 5] = ["free", "unpaid", "paid", "refunding", "refunded"];

/// 用户创建订单
///
/// 选择一位接单的顾问。订单 ID 即需求 ID；同样的订单再次提交，返回同一个订单。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Add {
    /// 订单号
    ///
    /// 需求的订单号。
    #[schemars(example = &"CO202611280000000001")]
    order_no: OrderNo,
    /// 订单创建的时间
    ///
    /// 不使用，以服务器时间为准。
    #[schemars(example = &"2026-11-28 12:00:00")]
    create_time: Text<1, 32>,
    /// 订单价格
    ///
    /// 单位：分，必须为需求的价格。
    #[schemars(example = &12000)]
    price: Price,
    /// 需求 ID
    post_id: Id,
    /// 顾问 ID
    consultant_id: Id,
    /// 订单状态
    ///
    /// 新订单总是 active。
    #[schemars(example = &"active")]
    status: Line<1, 16>,
}

/// The order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Added {
    /// 订单 ID
    order_id: i64,
    /// 订单号
    order_no: String,
}

impl Method for Add {
    const NAME: &'static str = "consulting.order.add";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::POST_NOT_FOUND,
        faults::POST_STATE,
        faults::ORDER_MISMATCH,
        faults::OFFER_MISSING,
    ];
    type Reply = Added;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Added, Fault> {
        // Not used, because the order gets the time of the gateway.
        let _ = self.create_time;
        let wanted = Wanted {
            user_id: ctx.user()?,
            post_id: self.post_id.value(),
            consultant_id: self.consultant_id.value(),
            order_no: self.order_no.into_string(),
            price: self.price.value(),
            status: self.status.into_string(),
        };
        ctx.tx(move |tx| add(tx, &wanted)).await
    }
}

struct Wanted {
    user_id: i64,
    post_id: i64,
    consultant_id: i64,
    order_no: String,
    price: i64,
    status: String,
}

fn add(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Added, Fault> {
    posts::lock(tx, wanted.post_id)?;
    people::lock(tx, wanted.consultant_id)?;
    let post = find_own(tx, wanted.user_id, wanted.post_id)?;
    let order = orders::find(tx, post.id)?;
    if post.deleted && order.is_none() {
        return Err(faults::POST_NOT_FOUND.into());
    }
    wanted.check(&post)?;
    match order {
        Some(order) if order.consultant_id == wanted.consultant_id => {}
        Some(_) => return Err(faults::POST_STATE.into()),
        None => make(tx, &post, wanted.consultant_id)?,
    }
    Ok(Added {
        order_id: post.id,
        order_no: post.order_no,
    })
}

/// Makes the order of a locked post with a locked consultant.
///
/// # Errors
/// `faults::POST_STATE`, `faults::OFFER_MISSING`.
pub(crate) fn make(tx: &mut Tx<'_>, post: &Post, consultant_id: i64) -> Result<(), Fault> {
    if post.hidden || post.state != PostState::Open {
        return Err(faults::POST_STATE.into());
    }
    let person = people::find(tx, consultant_id)?;
    let is_approved = person.is_some_and(|person| person.state == PersonState::Approved);
    if !is_approved || !offers::stands(tx, post, consultant_id)? {
        return Err(faults::OFFER_MISSING.into());
    }
    let actor = Actor::new(Who::Buyer(post.user_id), "add");
    step(tx, post, &[PostState::Open], PostState::Ordered, actor)?;
    orders::insert(tx, post, consultant_id)?;
    actor.moved(tx, post.id, "", OrderState::Active.name())
}

impl Wanted {
    /// Compares the values that only the gateway decides with the values that the client sends.
    fn check(&self, post: &Post) -> Result<(), Fault> {
        let is_another = |word: &str| word != OrderState::Active.name() && is_state(word);
        let wrong = [
            ("order_no", self.order_no != post.order_no),
            ("price", self.price != post.price),
            ("status", is_another(&self.status)),
        ];
        let names: Vec<&str> = wrong
            .iter()
            .filter_map(|(name, is_wrong)| is_wrong.then_some(*name))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let text = faults::ORDER_MISMATCH.text();
        let note = format!("{text}：{}", names.join("、"));
        Err(Fault::with_note(faults::ORDER_MISMATCH, note))
    }
}

/// Returns whether a text is the name of a state of a post, an order or a payment.
fn is_state(word: &str) -> bool {
    PostState::named(word).is_some()
        || OrderState::named(word).is_some()
        || PAY_STATES.contains(&word)
}
