use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method, params};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::{Connection, Paged};

use super::parts::First;
use crate::CLIENTS;
use crate::content::{CONTENT, Content};
use crate::goods::Entry;
use crate::paging::Paging;
use crate::pricing::Promotions;
use crate::tables::{goods, members, promotions, tasters};
use crate::taster::Recommended;

/// The number of recommendations on the first page.
const RECOMMENDED: i64 = 4;

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
        let (page, now) = (self.page.unwrap_or_default(), ctx.now);
        let (user_id, content) = (ctx.user().ok(), Arc::clone(&*ctx.snapshot(&CONTENT)?));
        ctx.run(move |connection| Home::read(connection, &content, user_id, page, now))
            .await
    }
}

impl Home {
    /// Reads a page. The number of queries does not grow with the number of goods on it.
    fn read(
        connection: &mut Connection,
        content: &Content,
        user_id: Option<i64>,
        page: params::Page,
        now: i64,
    ) -> Result<Home, Fault> {
        let classes = match user_id {
            None => Vec::new(),
            Some(user_id) => content.classes_named(&members::find(connection, user_id)?.labels),
        };
        let Paged { total, rows } = goods::by_labels(connection, &classes, page.request())?;
        let is_first = page.number() == 1;
        let recommended = match is_first {
            true => tasters::first(connection, RECOMMENDED)?,
            false => Vec::new(),
        };
        let shown = rows
            .iter()
            .chain(recommended.iter().map(|(_, goods, _)| goods));
        let ids: Vec<i64> = shown.map(|goods| goods.id).collect();
        let promotions = Promotions::of(promotions::running(connection, &ids, now)?);
        let recommended = recommended.into_iter();
        let recommended = recommended.map(|row| Recommended::of(row, &promotions));
        let first = match is_first {
            true => Some(First::read(
                connection,
                content,
                recommended.collect(),
                now,
            )?),
            false => None,
        };
        let rows = rows.into_iter();
        Ok(Home {
            is_login: user_id.is_some().into(),
            first,
            guess_you_like: rows.map(|goods| Entry::of(goods, &promotions)).collect(),
            paging: Paging::of(page, total),
        })
    }
}
