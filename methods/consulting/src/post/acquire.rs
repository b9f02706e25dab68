use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_wire::Fen;

use super::check_tags;
use crate::consultant::check_approved;
use crate::tables::posts::{self, Post};
use crate::tables::{offers, post_tags};
use crate::{CLIENTS, faults};

/// 顾问查看用户发布的需求
///
/// 一个标签下公开的需求，最近公开的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Acquire {
    /// 标签 ID
    tag_id: Id,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 公开的需求
#[derive(Serialize, JsonSchema)]
pub(crate) struct OpenPost {
    /// 需求 ID
    post_id: i64,
    /// 客户 ID
    user_id: i64,
    /// 需求标题
    title: String,
    /// 需求详细内容
    summary: String,
    /// 创建时间
    create_time: String,
    /// 需求价格
    ///
    /// 单位：分。
    price: Fen,
    /// 标签 ID 列表
    tag_id: Vec<i64>,
    /// 是否已接单
    ///
    /// 0 - 否、1 - 是。
    offered: i64,
}

impl Method for Acquire {
    const NAME: &'static str = "consulting.post.acquire";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[
        faults::CONSULTANT_PENDING,
        faults::CONSULTANT_SUSPENDED,
        faults::TAG_UNKNOWN,
    ];
    type Reply = List<OpenPost>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<OpenPost>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let tag_id = self.tag_id.value();
        let (posts, mut tags, offered) = ctx
            .run(move |connection| {
                check_approved(connection, user_id)?;
                check_tags(connection, &[tag_id])?;
                let posts = posts::listed(connection, tag_id, page.request())?;
                let ids: Vec<i64> = posts.rows.iter().map(|post| post.id).collect();
                let tags = post_tags::of_posts(connection, &ids)?;
                let offered = offers::standing_of(connection, user_id, &ids)?;
                Ok((posts, tags, offered))
            })
            .await?;
        Ok(List::of(page, posts, |post: Post| OpenPost {
            post_id: post.id,
            user_id: post.user_id,
            title: post.title,
            summary: post.content,
            create_time: ctx.date_time(post.created_at),
            price: Fen(post.price),
            tag_id: tags.remove(&post.id).unwrap_or_default(),
            offered: offered.contains(&post.id).into(),
        }))
    }
}
