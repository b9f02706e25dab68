use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Page};
use signet_call::{Access, Ctx, List as Listed, Method};
use signet_fault::Fault;

use crate::content::CONTENT;
use crate::tables::news;

/// 文章列表
///
/// 一个分类及其所有下级分类的文章，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 分类 ID
    ///
    /// 如果没有指定分类，请传 -1。
    #[schemars(example = -1)]
    cat_id: Integer<{ ALL }, { i64::MAX }>,
    /// 页码
    ///
    /// 默认值 1。
    #[deserr(default)]
    page: Option<Page>,
}

const ALL: i64 = -1;

/// An article in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Headline {
    /// 文章 ID
    news_id: i64,
    /// 文章标题
    title: String,
    /// 文章简介
    intro: String,
    /// 文章主图
    image_url: String,
    /// 文章来源
    source: String,
    /// 发布时间
    c_time: String,
}

impl Method for List {
    const NAME: &'static str = "news.list";
    const ACCESS: Access = Access::Open;
    const STALE_IF_ERROR: bool = true;
    type Reply = Listed<Headline>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Listed<Headline>, Fault> {
        let page = self.page.unwrap_or_default();
        let categories = match self.cat_id.value() {
            ALL => None,
            // A category that is not shown has no articles.
            cat_id => Some(ctx.snapshot(&CONTENT)?.subtree(cat_id).unwrap_or_default()),
        };
        let found = ctx
            .run(move |connection| {
                Ok(news::shown_page(
                    connection,
                    categories.as_deref(),
                    page.request(),
                )?)
            })
            .await?;
        Ok(Listed::of(page, found, |article| Headline {
            news_id: article.id,
            title: article.title,
            intro: article.intro,
            image_url: article.image_url,
            source: article.source,
            c_time: ctx.date_time(article.created_at),
        }))
    }
}
