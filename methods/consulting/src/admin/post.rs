//! Posts.

use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Action, ActionTx, Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Paged, Tx};
use signet_wire::Fen;

use super::{Reason, no_state, with_refunds};
use crate::lifecycle::Actor;
use crate::lifecycle::payment::pay_status;
use crate::lifecycle::post::{close, lock, set_hidden};
use crate::parameters::{OrderNo, Status};
use crate::tables::post_tags;
use crate::tables::posts::{self, Post, PostState, Search};
use crate::{CONSULTING, faults};

/// 需求列表
///
/// 符合全部条件的需求，最新的在前，包括已删除的。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PostList {
    /// 需求状态
    ///
    /// unpaid - 待付款、open - 公开、ordered - 已有订单、closed - 已关闭。
    #[deserr(default)]
    #[schemars(example = &"open")]
    state: Option<Status>,
    /// 客户 ID
    #[deserr(default)]
    user_id: Option<Id>,
    /// 标签 ID
    #[deserr(default)]
    tag_id: Option<Id>,
    /// 订单号
    #[deserr(default)]
    #[schemars(example = &"CO202611280000000001")]
    order_no: Option<OrderNo>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 需求
#[derive(Serialize, JsonSchema)]
pub(crate) struct PostView {
    /// 需求 ID
    post_id: i64,
    /// 客户 ID
    user_id: i64,
    /// 订单号
    order_no: String,
    /// 标签 ID 列表
    tag_id: Vec<i64>,
    /// 需求标题
    title: String,
    /// 需求具体内容
    content: String,
    /// 需求价格
    ///
    /// 单位：分。
    price: Fen,
    /// 需求状态
    ///
    /// unpaid - 待付款、open - 公开、ordered - 已有订单、closed - 已关闭。
    state: &'static str,
    /// 支付状态
    ///
    /// free - 免费、unpaid - 未支付、paid - 已支付、refunding - 退款中、refunded - 已退款。
    pay_status: &'static str,
    /// 是否已隐藏
    hidden: bool,
    /// 客户是否已删除
    deleted: bool,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Operation for PostList {
    const NAME: &'static str = "admin.consulting.post.list";
    const ONCE: bool = false;
    type Reply = List<PostView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let named =
            |word: &Status| PostState::named(word.as_str()).ok_or_else(|| no_state("state"));
        let search = Search {
            state: self.state.as_ref().map(named).transpose()?,
            user_id: self.user_id.map(Id::value),
            tag_id: self.tag_id.map(Id::value),
            order_no: self.order_no.map(OrderNo::into_string),
            deleted: None,
        };
        let read = move |connection: &mut Connection| {
            let posts = posts::page(connection, &search, page.request())?;
            with_parts(connection, posts)
        };
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let view = |Row { post, tags, charge }: Row| PostView {
            post_id: post.id,
            user_id: post.user_id,
            pay_status: pay_status(post.price, charge.as_ref()),
            order_no: post.order_no,
            tag_id: tags,
            title: post.title,
            content: post.content,
            price: Fen(post.price),
            state: post.state.name(),
            hidden: post.hidden,
            deleted: post.deleted,
            c_time: ctx.date_time(post.created_at),
            u_time: ctx.date_time(post.updated_at),
        };
        Ok(rows.map(|rows| List::of(page, rows, view)))
    }
}

struct Row {
    post: Post,
    tags: Vec<i64>,
    charge: Option<Charge>,
}

fn with_parts(connection: &mut Connection, posts: Paged<Post>) -> Result<Paged<Row>, Fault> {
    let ids: Vec<i64> = posts.rows.iter().map(|post| post.id).collect();
    let order_nos: Vec<&str> = posts.rows.iter().map(|post| &*post.order_no).collect();
    let mut tags = post_tags::of_posts(connection, &ids)?;
    let mut charges: HashMap<String, Charge> =
        charges::newest_of(connection, CONSULTING.name(), &order_nos)?;
    let row = |post: Post| Row {
        tags: tags.remove(&post.id).unwrap_or_default(),
        charge: charges.remove(&post.order_no),
        post,
    };
    Ok(Paged {
        total: posts.total,
        rows: posts.rows.into_iter().map(row).collect(),
    })
}

/// Returns a post of any buyer.
fn find(connection: &mut Connection, post_id: i64) -> Result<Post, Fault> {
    let post = posts::find(connection, post_id)?;
    post.ok_or_else(|| faults::POST_NOT_FOUND.into())
}

/// 关闭需求
///
/// 未付款或公开的需求由此关闭，已支付的金额原路退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PostClose {
    /// 需求 ID
    post_id: Id,
    /// 原因
    #[schemars(example = &"客户电话要求关闭")]
    reason: Reason,
}

impl Operation for PostClose {
    const NAME: &'static str = "admin.consulting.post.close";
    const FAULTS: &'static [Code] = &[faults::POST_NOT_FOUND, faults::POST_STATE];
    const DONE: &'static str = "关闭成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let post_id = self.post_id.value();
        let post = ctx.run(move |connection| find(connection, post_id)).await?;
        let act = move |tx: &mut Tx<'_>| {
            let post = lock(tx, &post)?;
            let actor = Actor::of_operator("close", self.reason.as_str());
            close(tx, &post, actor)
        };
        with_refunds(ctx, audit, act).await
    }
}

/// 隐藏需求
///
/// 顾问不再看到，不能接单、付款和创建订单；客户可以看到和删除，进行中的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PostHide {
    /// 需求 ID
    post_id: Id,
}

impl Action for PostHide {
    const NAME: &'static str = "admin.consulting.post.hide";
    const FAULTS: &'static [Code] = &[faults::POST_NOT_FOUND];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        set_hidden_of(tx, self.post_id.value(), true)
    }
}

/// 恢复需求
///
/// 隐藏的需求恢复原状。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PostShow {
    /// 需求 ID
    post_id: Id,
}

impl Action for PostShow {
    const NAME: &'static str = "admin.consulting.post.show";
    const FAULTS: &'static [Code] = &[faults::POST_NOT_FOUND];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        set_hidden_of(tx, self.post_id.value(), false)
    }
}

fn set_hidden_of(tx: &mut Tx<'_>, post_id: i64, hidden: bool) -> Result<(), Fault> {
    posts::lock(tx, post_id)?;
    let post = find(tx, post_id)?;
    set_hidden(tx, &post, hidden)
}
