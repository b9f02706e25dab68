use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::tags;

/// 标签列表
///
/// 需求的全部标签，按顺序排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Check {}

/// The tags.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 列表
    list: Vec<TagView>,
}

/// 标签
#[derive(Serialize, JsonSchema)]
struct TagView {
    /// 标签 ID
    tag_id: i64,
    /// 标签名称
    name: String,
}

impl Method for Check {
    const NAME: &'static str = "consulting.tag.check";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let shown = ctx
            .run(|connection| Ok(tags::all_live(connection)?))
            .await?;
        let view = |tag: tags::Tag| TagView {
            tag_id: tag.id,
            name: tag.name,
        };
        Ok(Shown {
            list: shown.into_iter().map(view).collect(),
        })
    }
}
