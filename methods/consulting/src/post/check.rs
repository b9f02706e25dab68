use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Paged};
use signet_wire::Fen;

use crate::lifecycle::payment::pay_status;
use crate::tables::posts::{self, Post, Search};
use crate::tables::{offers, post_tags};
use crate::{CLIENTS, CONSULTING};

/// 用户查看已发布需求
///
/// 当前登录用户的需求，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Check {
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
    /// 标签 ID 列表
    tag_id: Vec<i64>,
    /// 需求标题
    title: String,
    /// 需求详细内容
    summary: String,
    /// 创建时间
    create_time: String,
    /// 更新时间
    update_time: String,
    /// 需求价格
    ///
    /// 单位：分。
    price: Fen,
    /// 订单号
    order_no: String,
    /// 需求状态
    ///
    /// unpaid - 待付款、open - 公开、ordered - 已有订单、closed - 已关闭。
    status: &'static str,
    /// 支付状态
    ///
    /// free - 免费、unpaid - 未支付、paid - 已支付、refunding - 退款中、refunded - 已退款。
    pay_status: &'static str,
    /// 接单的顾问数
    offers: i64,
}

impl Method for Check {
    const NAME: &'static str = "consulting.post.check";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = List<PostView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<PostView>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let (posts, mut parts) = ctx
            .run(move |connection| {
                let own = Search {
                    user_id: Some(user_id),
                    deleted: Some(false),
                    ..Search::default()
                };
                let posts = posts::page(connection, &own, page.request())?;
                let parts = Parts::read(connection, &posts)?;
                Ok((posts, parts))
            })
            .await?;
        Ok(List::of(page, posts, |post: Post| parts.view(ctx, post)))
    }
}

/// The tags, charges and numbers of offers of the posts of a page.
struct Parts {
    tags: HashMap<i64, Vec<i64>>,
    offers: HashMap<i64, i64>,
    charges: HashMap<String, Charge>,
}

impl Parts {
    fn read(connection: &mut Connection, posts: &Paged<Post>) -> Result<Parts, Fault> {
        let ids: Vec<i64> = posts.rows.iter().map(|post| post.id).collect();
        let order_nos = posts.rows.iter().map(|post| post.order_no.as_str());
        let order_nos: Vec<&str> = order_nos.collect();
        Ok(Parts {
            tags: post_tags::of_posts(connection, &ids)?,
            offers: offers::counts(connection, &ids)?,
            charges: charges::newest_of(connection, CONSULTING.name(), &order_nos)?,
        })
    }

    fn view(&mut self, ctx: &Ctx<'_>, post: Post) -> PostView {
        PostView {
            post_id: post.id,
            tag_id: self.tags.remove(&post.id).unwrap_or_default(),
            title: post.title,
            summary: post.content,
            create_time: ctx.date_time(post.created_at),
            update_time: ctx.date_time(post.updated_at),
            price: Fen(post.price),
            status: post.state.name(),
            pay_status: pay_status(post.price, self.charges.get(&post.order_no)),
            order_no: post.order_no,
            offers: self.offers.get(&post.id).copied().unwrap_or_default(),
        }
    }
}
