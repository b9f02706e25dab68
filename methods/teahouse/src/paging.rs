//! Pages of lists.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;

/// The members of a reply that describe a page of a list. On the wire of the pack, they are beside the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Paging {
    /// 是否有下一页
    hasmore: bool,
    /// 总页数
    page_total: i64,
}

impl Paging {
    /// Returns the place of a page in a list with a number of rows.
    pub(crate) fn of(page: Page, total: i64) -> Paging {
        let page_total = total.saturating_add(Page::COUNT - 1) / Page::COUNT;
        Paging {
            hasmore: page.number() < page_total,
            page_total,
        }
    }
}

/// A page of a list, which is the whole data of the reply on the pack's own wire.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListPage<T> {
    /// 列表
    pub(crate) list: Vec<T>,
    #[serde(flatten)]
    pub(crate) paging: Paging,
}
