//! Posts in each state, with their charges, offers and orders.

use std::net::{IpAddr, Ipv4Addr};

use signet_domain::payments::{self, DAY, NewCharge};
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{self, ChargeState};
use signet_wire::Fen;

use super::accounts::People;
use crate::CONSULTING;
use crate::lifecycle::order::Locked;
use crate::lifecycle::payment::CHANNEL;
use crate::lifecycle::{self, Actor, Who};
use crate::order::add;
use crate::tables::offers;
use crate::tables::orders::OrderState;
use crate::tables::posts::{self, NewPost, Post};

/// The time within which a post of the demo can be paid: longer than any demo runs.
const YEAR: i64 = 365 * DAY;

/// A post to publish.
struct Draft<'a> {
    user_id: i64,
    order_no: &'a str,
    title: &'a str,
    content: &'a str,
    price: i64,
    tag_ids: &'a [i64],
}

/// Adds the posts.
pub(super) fn load(tx: &mut Tx<'_>, people: &People) -> Result<(), Fault> {
    let draft = |order_no, title, content, price, tag_ids| Draft {
        user_id: people.buyer_one,
        order_no,
        title,
        content,
        price,
        tag_ids,
    };
    publish(
        tx,
        &draft(
            "CO202611280000000001",
            "租房合同审核",
            "请帮我看一份租房合同，有没有不利的条款。",
            12_000,
            &[1],
        ),
    )?;
    let open = publish(
        tx,
        &draft(
            "CO202611280000000002",
            "劳动合同纠纷",
            "公司拖欠工资两个月，应该怎么办？",
            30_000,
            &[1, 4],
        ),
    )?;
    let open = pay(tx, &open)?;
    for lawyer in [people.lawyer_one, people.lawyer_two] {
        offers::put(tx, &open, lawyer)?;
    }
    publish(
        tx,
        &draft(
            "CO202611280000000003",
            "个人所得税",
            "年终奖应该单独计税吗？",
            0,
            &[2],
        ),
    )?;
    let ordered = publish(
        tx,
        &draft(
            "CO202611280000000004",
            "商标注册",
            "注册一个商标需要哪些材料？",
            15_000,
            &[1],
        ),
    )?;
    order(tx, &ordered, people.lawyer_two)?;
    let done = publish(
        tx,
        &draft(
            "CO202611280000000005",
            "遗嘱",
            "怎样立一份有效的遗嘱？",
            20_000,
            &[1],
        ),
    )?;
    let done = order(tx, &done, people.lawyer_one)?;
    let actor = Actor::new(Who::Consultant(people.lawyer_one), "complete");
    Locked::of(tx, &done)?.deliver(tx, "自书遗嘱须亲笔书写、签名并注明日期。", actor)?;
    let actor = Actor::new(Who::Buyer(people.buyer_one), "confirm");
    Locked::of(tx, &done)?.finish(tx, &[OrderState::Delivered], actor)?;
    let of_buyer_two = Draft {
        user_id: people.buyer_two,
        ..draft(
            "CO202611280000000006",
            "留学签证",
            "学生签证被拒，可以申诉吗？",
            8_000,
            &[1, 3],
        )
    };
    let post = publish(tx, &of_buyer_two)?;
    pay(tx, &post)?;
    Ok(())
}

/// Publishes a post. A free post is then open.
fn publish(tx: &mut Tx<'_>, draft: &Draft<'_>) -> Result<Post, Fault> {
    let new = NewPost {
        user_id: draft.user_id,
        order_no: draft.order_no.to_owned(),
        title: draft.title.to_owned(),
        content: draft.content.to_owned(),
        price: draft.price,
    };
    let id = posts::insert(tx, &new)?;
    let post = lifecycle::post::publish(tx, id, draft.tag_ids)?;
    if draft.price == 0 {
        return Ok(post);
    }
    let charge = NewCharge {
        realm: &CONSULTING,
        order_no: draft.order_no,
        fen: Fen(draft.price),
        channel: CHANNEL,
        subject: draft.title,
        body: draft.title,
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        seconds: YEAR,
    };
    payments::create(tx, &charge)?;
    Ok(post)
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<Post, Fault> {
    let post = posts::find(tx, id)?;
    post.ok_or_else(|| Fault::internal("a new post is not there"))
}

/// Pays a post, which opens it.
fn pay(tx: &mut Tx<'_>, post: &Post) -> Result<Post, Fault> {
    let charge = payments::lock(tx, &CONSULTING, &post.order_no)?;
    let mut charge = charge.ok_or_else(|| Fault::internal("a new charge is not there"))?;
    charge.state = ChargeState::Paid;
    charge.provider_id = Some(format!("ch_demo_{}", post.order_no));
    charge.paid_at = Some(tx.now());
    charge.check_at = None;
    charges::save(tx, &charge)?;
    lifecycle::payment::paid(tx, &charge)?;
    find(tx, post.id)
}

/// Pays a post and makes its order with a consultant.
fn order(tx: &mut Tx<'_>, post: &Post, consultant_id: i64) -> Result<Post, Fault> {
    let post = pay(tx, post)?;
    offers::put(tx, &post, consultant_id)?;
    add::make(tx, &post, consultant_id)?;
    find(tx, post.id)
}
