use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line};
use signet_call::{Access, AppClass, Ctx, Method, Violations};
use signet_domain::categories::{self, Wanted};
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_store::categories::{Category, by_id};

use super::ListOrder;

/// 添加分类
///
/// 分类编码自动产生，分类在树中的位置以后不能改变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryCreate {
    /// 父分类 ID
    ///
    /// 默认 0，即添加顶级分类。
    #[deserr(default)]
    #[schemars(example = 0)]
    parentid: Option<Integer<0, { i64::MAX }>>,
    /// 分类类型
    ///
    /// 1 - 文章分类、2 - 友情链接、3 - 商品分类，必须与父分类相同。
    cat_type: Integer<1, 3>,
    /// 分类名称
    cat_name: Line<1, 64>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The new category.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeCategory {
    /// 分类 ID
    cat_id: i64,
}

impl Method for CategoryCreate {
    const NAME: &'static str = "admin.category.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::CategoryFull];
    const DONE: &'static str = "添加成功";
    type Reply = MadeCategory;

    async fn call(self, ctx: &Ctx<'_>) -> Result<MadeCategory, Fault> {
        let cat_id = ctx.change(move |tx| {
            let parent = self.parent(tx)?;
            let wanted = Wanted {
                parent: parent.as_ref(),
                cat_type: self.cat_type.value(),
                name: self.cat_name.as_str(),
                listorder: self.listorder.value(),
            };
            categories::add(tx, wanted)
        });
        let cat_id = cat_id.await?;
        Ok(MadeCategory { cat_id })
    }
}

impl CategoryCreate {
    fn parent(&self, connection: &mut Connection) -> Result<Option<Category>, Fault> {
        let parent_id = self.parentid.map_or(0, Integer::value);
        if parent_id == 0 {
            return Ok(None);
        }
        match by_id(connection, parent_id)? {
            Some(parent) if parent.cat_type == self.cat_type.value() => Ok(Some(parent)),
            Some(_) => Err(Violations::one("cat_type", "必须与父分类相同").into()),
            None => Err(Violations::one("parentid", "不存在").into()),
        }
    }
}
