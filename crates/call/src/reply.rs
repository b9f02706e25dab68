use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use signet_domain::uploads;
use signet_store::Paged;

use crate::params::Page;

/// One page of a list.
#[derive(Debug, serde::Serialize, JsonSchema)]
pub struct List<T> {
    /// 列表
    list: Vec<T>,
    /// 总记录数
    total: i64,
    /// 当前页码
    page: i64,
    /// 每页显示条数
    ///
    /// 固定为 20，并非当前页返回的条数。
    count: i64,
    /// 是否有下一页
    isnext: bool,
}

impl<T> List<T> {
    /// Returns a page from the rows that were read for it. `show` makes an entry of a row.
    pub fn of<R>(page: Page, paged: Paged<R>, show: impl FnMut(R) -> T) -> List<T> {
        List {
            list: paged.rows.into_iter().map(show).collect(),
            total: paged.total,
            page: page.number(),
            count: Page::COUNT,
            isnext: page.number().saturating_mul(Page::COUNT) < paged.total,
        }
    }
}

/// One page of a list whose client chooses how many entries are on a page.
#[derive(Debug, serde::Serialize, JsonSchema)]
pub struct SizedList<T> {
    /// 列表
    list: Vec<T>,
    /// 总记录数
    total: i64,
    /// 当前页码
    page: i64,
    /// 每页显示条数
    ///
    /// 请求中的 count，并非当前页返回的条数。
    count: i64,
    /// 是否有下一页
    isnext: bool,
}

impl<T> SizedList<T> {
    /// Returns a page of `count` entries from the rows that were read for it. `show` makes an entry of a row.
    pub fn of<R>(
        page: Page,
        count: i64,
        paged: Paged<R>,
        show: impl FnMut(R) -> T,
    ) -> SizedList<T> {
        SizedList {
            list: paged.rows.into_iter().map(show).collect(),
            total: paged.total,
            page: page.number(),
            count,
            isnext: page.number().saturating_mul(count) < paged.total,
        }
    }
}

/// A part of a reply that is an empty object if there is nothing to show.
#[derive(Clone, Copy, Debug)]
pub struct OrEmpty<T>(pub Option<T>);

impl<T: Serialize> Serialize for OrEmpty<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl<T: JsonSchema> JsonSchema for OrEmpty<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("OrEmpty_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<T>(), {"type": "object", "maxProperties": 0}]})
    }
}

/// A part of a reply that is an object whose keys are data, in the order of its entries. If there are no entries, it is an empty
/// list, as PHP writes an empty map.
#[derive(Clone, Debug, Default)]
pub struct MapOrList<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for MapOrList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() {
            return serializer.serialize_seq(Some(0))?.end();
        }
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<T: JsonSchema> JsonSchema for MapOrList<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("MapOrList_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "array"], "additionalProperties": generator.subschema_for::<T>(), "maxItems": 0
        })
    }
}

/// An uploaded picture.
#[derive(serde::Serialize, JsonSchema)]
pub struct Uploaded {
    /// 文件 ID
    ///
    /// 主要用于客户端做唯一标识用。
    file_id: i64,
    /// 图片绝对路径
    image_url: String,
    /// 图片相对路径
    relative_image_url: String,
    /// 处理说明
    ///
    /// 文件中哪些内容未保留或被转换，每条一句话；没有则不返回。
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

impl From<uploads::Upload> for Uploaded {
    fn from(upload: uploads::Upload) -> Uploaded {
        Uploaded {
            file_id: upload.id,
            image_url: upload.url,
            relative_image_url: upload.path,
            notes: upload.notes,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_has_as_many_entries_as_the_client_chose() {
        let page = |number: i64| {
            let page: Page = deserr::deserialize::<_, _, crate::Violations>(json!(number)).unwrap();
            let request = page.request_of(2);
            let rows: Vec<i64> = (request.offset + 1..=5).take(2).collect();
            SizedList::of(page, request.limit, Paged { total: 5, rows }, |row| row)
        };
        let expected = json!({"list": [3, 4], "total": 5, "page": 2, "count": 2, "isnext": true});
        assert_eq!(json!(page(2)), expected);
        let expected = json!({"list": [5], "total": 5, "page": 3, "count": 2, "isnext": false});
        assert_eq!(json!(page(3)), expected);
        let expected = json!({"list": [], "total": 5, "page": 9, "count": 2, "isnext": false});
        assert_eq!(json!(page(9)), expected);
    }
}
