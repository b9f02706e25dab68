use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::news;

/// 文章列表
///
/// 所有文章，包括隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NewsList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// An article with all that an operator can set.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Article {
    /// 文章 ID
    news_id: i64,
    /// 分类 ID
    cat_id: i64,
    /// 文章标题
    title: String,
    /// 文章简介
    intro: String,
    /// 文章主图
    image_url: String,
    /// 文章来源
    source: String,
    /// 文章内容
    content: String,
    /// 状态
    ///
    /// 0 - 隐藏、1 - 显示。
    state: i64,
    /// 发布时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for NewsList {
    const NAME: &'static str = "admin.news.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Article>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Article>, Fault> {
        let page = self.page.unwrap_or_default();
        let found = ctx
            .run(move |connection| Ok(news::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, found, |(article, content)| Article {
            news_id: article.id,
            cat_id: article.category_id,
            title: article.title,
            intro: article.intro,
            image_url: article.image_url,
            source: article.source,
            content,
            state: article.state.value(),
            c_time: ctx.date_time(article.created_at),
            u_time: ctx.date_time(article.updated_at),
        }))
    }
}
