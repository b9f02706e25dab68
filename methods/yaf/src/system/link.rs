use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_fault::Fault;

use crate::categories::LINKS;
use crate::content::CONTENT;
use crate::tables::categories::Category;

/// 友情链接
///
/// 按分类分组的友情链接，没有链接的分类不返回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Link {}

/// The links.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Groups {
    /// 分类列表
    list: Vec<Group>,
}

/// 友情链接分类
#[derive(Serialize, JsonSchema)]
struct Group {
    /// 分类 ID
    cat_id: i64,
    /// 分类名称
    cat_name: String,
    /// 友情链接列表
    links: Vec<ShownLink>,
}

/// 友情链接
#[derive(Serialize, JsonSchema)]
struct ShownLink {
    /// 友链名称
    link_name: String,
    /// 友链 URL
    link_url: String,
    /// 友链图片
    image_url: String,
}

impl Method for Link {
    const NAME: &'static str = "system.link";
    const ACCESS: Access = Access::Open;
    type Reply = Groups;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Groups, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let mut categories: Vec<_> = content
            .categories
            .iter()
            .filter(|category| category.cat_type == LINKS)
            .collect();
        categories.sort_by_key(|category| (category.listorder, category.id));
        let group = |category: &Category| {
            let links = content.links.get(&category.id)?.iter();
            let links = links.map(|link| ShownLink {
                link_name: link.name.clone(),
                link_url: link.url.clone(),
                image_url: link.image_url.clone(),
            });
            Some(Group {
                cat_id: category.id,
                cat_name: category.name.clone(),
                links: links.collect(),
            })
        };
        let list = categories.into_iter().filter_map(group).collect();
        Ok(Groups { list })
    }
}
