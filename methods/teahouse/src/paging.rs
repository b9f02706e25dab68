//! Pages of lists.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;

/// The members of a reply that is a page of a list. The own wire has them beside the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Paging {
    /// 是否有下一页
    hasmore: bool,
    /// 总页数
    page_total: i64,
}

impl Paging {
    /// Returns the place of a page in a list of a length.
    pub(crate) fn of(page: Page, total: i64) -> Paging {
        let page_total = total.saturating_add(Page::COUNT - 1) / Page::COUNT;
        Paging {
            hasmore: page.number() < page_total,
            page_total,
        }
    }
}

/// A page of a list that is all of the data on the own wire.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListPage<T> {
    /// 列表
    pub(crate) list: Vec<T>,
    #[serde(flatten)]
    pub(crate) paging: Paging,
}

#[cfg(test)]
mod tests {
    use signet_wire::json::{Object, Value};

    use super::*;

    fn paging(page: u64, total: i64) -> (bool, i64) {
        #[derive(deserr::Deserr)]
        struct Parameters {
            page: Page,
        }
        let mut object = Object::default();
        object.set("page", page.into());
        let read =
            deserr::deserialize::<Parameters, _, signet_call::Violations>(Value::Object(object));
        let Paging {
            hasmore,
            page_total,
        } = Paging::of(read.unwrap().page, total);
        (hasmore, page_total)
    }

    #[test]
    fn a_page_has_twenty_entries() {
        assert_eq!(paging(1, 0), (false, 0));
        assert_eq!(paging(1, 20), (false, 1));
        assert_eq!(paging(1, 21), (true, 2));
        assert_eq!(paging(2, 21), (false, 2));
        assert_eq!(paging(9, 21), (false, 2));
    }
}
