use std::net::IpAddr;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments::{self, NewCharge};
use signet_domain::{random, untaken};
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};
use signet_wire::Fen;

use super::check_tags;
use crate::lifecycle;
use crate::lifecycle::payment::{CHANNEL, SECONDS_TO_PAY};
use crate::parameters::{Content, Price, Tags, Title};
use crate::tables::posts::{self, NewPost};
use crate::{CLIENTS, CONSULTING, faults};

/// The largest number of posts of a buyer that are unpaid or open.
const MAX_RUNNING: i64 = 20;

/// 用户发布需求
///
/// 价格大于 0 的需求付款（consulting.pay.init）之后才公开，免费的立即公开。价格不能修改。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Publish {
    /// 标签 ID
    ///
    /// 1-5 个不同的标签，由 consulting.tag.check 取得。
    tag_id: Tags,
    /// 需求标题
    #[schemars(example = &"租房合同审核")]
    title: Title,
    /// 需求具体内容
    #[schemars(example = &"请帮我看一份租房合同，有没有不利的条款。")]
    content: Content,
    /// 需求价格
    ///
    /// 单位：分，默认 0。
    #[deserr(default)]
    #[schemars(example = &12000)]
    price: Option<Price>,
}

/// The new post.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Published {
    /// 需求 ID
    post_id: i64,
    /// 订单号
    ///
    /// 付款时的商户订单号。
    order_no: String,
}

impl Method for Publish {
    const NAME: &'static str = "consulting.post.publish";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[faults::TAG_UNKNOWN, faults::POST_LIMIT];
    type Reply = Published;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Published, Fault> {
        let draft = Draft {
            user_id: ctx.user()?,
            tag_ids: self.tag_id.into_vec(),
            title: self.title.into_string(),
            content: self.content.into_string(),
            price: self.price.map_or(0, Price::value),
            date: ctx.services.zone.date(ctx.now),
            client_ip: ctx.caller.ip,
        };
        ctx.tx(move |tx| publish(tx, &draft)).await
    }
}

/// A post to publish.
struct Draft {
    user_id: i64,
    tag_ids: Vec<i64>,
    title: String,
    content: String,
    price: i64,
    /// Today, as `Ymd`.
    date: String,
    client_ip: IpAddr,
}

fn publish(tx: &mut Tx<'_>, draft: &Draft) -> Result<Published, Fault> {
    users::lock(tx, draft.user_id)?;
    check_tags(tx, &draft.tag_ids)?;
    if posts::count_running(tx, draft.user_id)? >= MAX_RUNNING {
        return Err(faults::POST_LIMIT.into());
    }
    let post_id = insert(tx, draft)?;
    let post = lifecycle::post::publish(tx, post_id, &draft.tag_ids)?;
    if draft.price > 0 {
        let charge = NewCharge {
            realm: &CONSULTING,
            order_no: &post.order_no,
            fen: Fen(draft.price),
            channel: CHANNEL,
            subject: &draft.title,
            body: "",
            client_ip: draft.client_ip,
            seconds: SECONDS_TO_PAY,
        };
        payments::create(tx, &charge)?;
    }
    Ok(Published {
        post_id,
        order_no: post.order_no,
    })
}

/// Adds a post with an order number that no other post has.
fn insert(tx: &mut Tx<'_>, draft: &Draft) -> Result<i64, Fault> {
    let order_no = || Ok::<_, Fault>(format!("CO{}{}", draft.date, random::ten_digits()?));
    let insert = |order_no: &String| {
        let new = NewPost {
            user_id: draft.user_id,
            order_no: order_no.clone(),
            title: draft.title.clone(),
            content: draft.content.clone(),
            price: draft.price,
        };
        posts::insert(tx, &new)
    };
    let (_, id) = untaken::insert(order_no, insert)?;
    Ok(id)
}
