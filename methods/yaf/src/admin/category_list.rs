use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Page};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::categories::{self, Category};

/// 分类列表
///
/// 一类分类的全部，包括已隐藏的，按分类编码排列，即每个分类之后是它下面的分类。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryList {
    /// 分类类型
    ///
    /// 1 - 文章分类、2 - 友情链接、3 - 商品分类。
    cat_type: Integer<1, 3>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 分类
#[derive(Serialize, JsonSchema)]
pub(crate) struct CategoryRow {
    /// 分类 ID
    cat_id: i64,
    /// 分类名称
    cat_name: String,
    /// 分类类型
    cat_type: i64,
    /// 父分类 ID
    ///
    /// 顶级分类为 0。
    parentid: i64,
    /// 分类编码
    cat_code: String,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for CategoryList {
    const NAME: &'static str = "admin.category.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<CategoryRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<CategoryRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let cat_type = self.cat_type.value();
        let paged = ctx
            .run(move |connection| Ok(categories::page(connection, cat_type, page.window())?))
            .await?;
        Ok(List::of(page, paged, |category: Category| CategoryRow {
            cat_id: category.id,
            cat_name: category.name,
            cat_type: category.cat_type,
            parentid: category.parent_id,
            cat_code: category.cat_code,
            listorder: category.listorder,
            state: category.state.value(),
            c_time: ctx.date_time(category.created_at),
            u_time: ctx.date_time(category.updated_at),
        }))
    }
}
