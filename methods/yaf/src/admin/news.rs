//! Articles.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Html, Id, Line, Page, Prose, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::categories::{self, NEWS};
use crate::faults;
use crate::tables::news::{self, NewArticle};

/// 添加文章
///
/// 添加之后立即显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct NewsCreate {
    /// 分类 ID
    ///
    /// 显示中的文章分类。
    cat_id: Id,
    /// 文章标题
    title: Line<1, 128>,
    /// 文章简介
    #[deserr(default)]
    intro: Option<Prose<0, 500>>,
    /// 文章主图
    #[deserr(default)]
    image_url: Option<Text<0, 255>>,
    /// 文章来源
    #[deserr(default)]
    source: Option<Line<0, 64>>,
    /// 文章内容
    ///
    /// HTML。写入时只保留文字、列表、表格、http(s) 的图片与链接，最多 5000 个标签；脚本、样式、表单等被去除。整个 data 不超过 64 KiB。
    content: Html<1, 60000>,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 文章 ID
    news_id: i64,
}

impl Action for NewsCreate {
    const NAME: &'static str = "admin.news.create";
    const FAULTS: &'static [Code] = &[faults::CATEGORY_NOT_FOUND];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let (article, content) = self.row();
        categories::check(tx, article.category_id, NEWS)?;
        let news_id = news::insert(tx, &article, &content)?;
        Ok(Created { news_id })
    }
}

impl NewsCreate {
    /// Returns the row and the text.
    fn row(self) -> (NewArticle, String) {
        let article = NewArticle {
            category_id: self.cat_id.value(),
            title: self.title.into_string(),
            intro: self.intro.map(Prose::into_string).unwrap_or_default(),
            image_url: self.image_url.map(Text::into_string).unwrap_or_default(),
            source: self.source.map(Line::into_string).unwrap_or_default(),
        };
        (article, self.content.into_string())
    }
}

edit! {
    /// 修改文章
    ///
    /// 替换文章的全部内容。
    pub(crate) struct NewsEdit {
        /// 文章 ID
        news_id: Id,
        fields: NewsCreate,
    }
}

impl Action for NewsEdit {
    const NAME: &'static str = "admin.news.edit";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, faults::CATEGORY_NOT_FOUND];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (article, content) = self.fields.row();
        categories::check(tx, article.category_id, NEWS)?;
        found(news::update(tx, self.news_id.value(), &article, &content)?)
    }
}

/// 隐藏文章
///
/// 隐藏的文章对用户不存在，也可以重新显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct NewsHide {
    /// 文章 ID
    news_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for NewsHide {
    const NAME: &'static str = "admin.news.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(news::set_state(tx, self.news_id.value(), state)?)
    }
}

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
            .run(move |connection| Ok(news::page(connection, page.request())?))
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
