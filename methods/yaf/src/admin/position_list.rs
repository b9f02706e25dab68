use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::ad_positions::{self, AdPosition};

/// 广告位列表
///
/// 全部广告位，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PositionList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 广告位
#[derive(Serialize, JsonSchema)]
pub(crate) struct PositionRow {
    /// 广告位 ID
    position_id: i64,
    /// 广告位名称
    position_name: String,
    /// 广告位编码
    code: String,
    /// 最多展示的广告数
    max_ads: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for PositionList {
    const NAME: &'static str = "admin.position.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<PositionRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<PositionRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(ad_positions::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, paged, |position: AdPosition| PositionRow {
            position_id: position.id,
            position_name: position.name,
            code: position.code,
            max_ads: position.max_ads,
            state: position.state.value(),
        }))
    }
}
