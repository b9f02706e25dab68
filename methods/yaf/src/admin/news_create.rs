use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Line, Prose, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::categories::{self, NEWS};
use signet_fault::{Code, Fault};
use signet_store::news::{self, NewArticle};

/// 添加文章
///
/// 添加之后立即显示。
#[derive(Deserr, JsonSchema)]
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
    /// HTML。整个 data 不超过 64 KiB。
    content: Prose<1, 60000>,
}

/// What was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 文章 ID
    news_id: i64,
}

impl NewsCreate {
    /// The parameters as a row and its text.
    pub(super) fn into_row(self) -> (NewArticle, String) {
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

impl Method for NewsCreate {
    const NAME: &'static str = "admin.news.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::CategoryNotFound];
    type Reply = Created;
    const DONE: &'static str = "添加成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let (article, content) = self.into_row();
        let news_id = ctx
            .tx(move |tx| {
                categories::check(tx, article.category_id, NEWS)?;
                Ok(news::insert(tx, &article, &content)?)
            })
            .await?;
        Ok(Created { news_id })
    }
}
