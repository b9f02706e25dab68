use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use deserr::Deserr;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use signet_call::params::Integer;
use signet_call::{Access, Ctx, Method};
use signet_fault::Fault;

use crate::content::CONTENT;

/// 系统分类
///
/// 一类分类的树，或其中一个分类之下的树。键为“排序值_分类 ID”，按排序值、分类 ID 的数值从小到大排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryList {
    /// 父分类 ID
    ///
    /// 默认 0，即从顶级分类开始。
    #[deserr(default)]
    parentid: Option<Integer<0, { i64::MAX }>>,
    /// 分类类型
    ///
    /// 1 - 文章分类、2 - 友情链接、3 - 商品分类。
    cat_type: Integer<1, 3>,
}

/// Categories of one parent in their order.
type Siblings = BTreeMap<Place, Node>;

/// 分类
#[derive(Serialize, JsonSchema)]
pub(crate) struct Node {
    /// 分类 ID
    cat_id: i64,
    /// 分类名称
    cat_name: String,
    /// 父分类 ID
    parentid: i64,
    /// 分类编码
    ///
    /// 具有唯一性。
    cat_code: String,
    /// 子分类列表
    ///
    /// 没有子分类时为空列表 `[]`，否则为与最外层相同的对象。
    sub: Sub,
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Sub {
    None([i64; 0]),
    Some(Siblings),
}

/// The place of a category among its siblings: its listorder and its id.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(i64, i64);

impl Method for CategoryList {
    const NAME: &'static str = "system.category.list";
    const ACCESS: Access = Access::Open;
    const DONE: &'static str = "Success";
    type Reply = Siblings;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Siblings, Fault> {
        let top = self.parentid.map_or(0, Integer::value);
        let content = ctx.snapshot(&CONTENT)?;
        let mut siblings: HashMap<i64, Siblings> = HashMap::new();
        // In reverse order, everything under a category comes before the category.
        for category in content.categories.iter().rev() {
            if category.id == top {
                break;
            }
            if category.cat_type != self.cat_type.value() {
                continue;
            }
            let sub = siblings.remove(&category.id);
            let node = Node {
                cat_id: category.id,
                cat_name: category.name.clone(),
                parentid: category.parent_id,
                cat_code: category.cat_code.clone(),
                sub: sub.map_or(Sub::None([]), Sub::Some),
            };
            let place = Place(category.listorder, category.id);
            let of_parent = siblings.entry(category.parent_id).or_default();
            of_parent.insert(place, node);
        }
        Ok(siblings.remove(&top).unwrap_or_default())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}_{}", self.0, self.1))
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^\\d+_\\d+$"})
    }
}
