use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_fault::{Code, Fault};

use crate::tables::news;

use crate::faults;

/// 文章详情
///
/// 一篇文章及其内容。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 文章 ID
    news_id: Id,
}

/// An article.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Article {
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
    /// 文章内容
    ///
    /// HTML，没有脚本、样式和表单。
    content: String,
}

impl Method for Detail {
    const NAME: &'static str = "news.detail";
    const ACCESS: Access = Access::Open;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::NEWS_NOT_FOUND];
    type Reply = Article;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Article, Fault> {
        let id = self.news_id.value();
        let found = ctx
            .run(move |connection| Ok(news::shown_by_id(connection, id)?))
            .await?;
        let (article, content) = found.ok_or(faults::NEWS_NOT_FOUND)?;
        Ok(Article {
            news_id: article.id,
            title: article.title,
            intro: article.intro,
            image_url: article.image_url,
            source: article.source,
            c_time: ctx.date_time(article.created_at),
            content,
        })
    }
}
