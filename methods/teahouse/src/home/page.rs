use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method, params};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Paged;

use super::parts::First;
use crate::CLIENTS;
use crate::content::CONTENT;
use crate::goods::Entry;
use crate::paging::Paging;
use crate::pricing::Promotions;
use crate::tables::{goods, members, promotions};

/// 首页
///
/// 第一页另有轮播图、茶样、抢购与推荐。登录后“猜你喜欢”先显示注册时选择的类别。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Page {
    /// 页码
    #[deserr(default)]
    page: Option<params::Page>,
}

/// A page of the home page.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Home {
    /// 是否登录
    ///
    /// 1 - 是、0 - 否。
    is_login: i64,
    #[serde(flatten)]
    first: Option<First>,
    /// 猜你喜欢
    guess_you_like: Vec<Entry>,
    #[serde(flatten)]
    paging: Paging,
}

impl Method for Page {
    const NAME: &'static str = "teahouse.home.page";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Home;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Home, Fault> {
        let (page, now, user_id) = (self.page.unwrap_or_default(), ctx.now, ctx.user().ok());
        let content = Arc::clone(&*ctx.snapshot(&CONTENT)?);
        ctx.run(move |connection| {
            let classes = match user_id {
                None => Vec::new(),
                Some(user_id) => content.classes_named(&members::find(connection, user_id)?.labels),
            };
            let Paged { total, rows } = goods::by_labels(connection, &classes, page.request())?;
            let ids: Vec<i64> = rows.iter().map(|goods| goods.id).collect();
            let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
            let rows = rows.into_iter();
            let first = match page.number() {
                1 => Some(First::read(connection, &content, now)?),
                _ => None,
            };
            Ok(Home {
                is_login: user_id.is_some().into(),
                first,
                guess_you_like: rows.map(|goods| Entry::of(goods, &promotions)).collect(),
                paging: Paging::of(page, total),
            })
        })
        .await
    }
}
