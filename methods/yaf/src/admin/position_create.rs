use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line, Slug};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::ad_positions::{self, NewAdPosition};

use super::not_taken;

/// 添加广告位
#[derive(Deserr, JsonSchema)]
pub(crate) struct PositionCreate {
    /// 广告位名称
    position_name: Line<1, 64>,
    /// 广告位编码
    ///
    /// 客户端以此取得广告，不能与其它广告位相同。
    code: Slug,
    /// 最多展示的广告数
    max_ads: Integer<1, 50>,
}

/// The new position.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewPosition {
    /// 广告位 ID
    position_id: i64,
}

impl Method for PositionCreate {
    const NAME: &'static str = "admin.position.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = NewPosition;

    async fn call(self, ctx: &Ctx<'_>) -> Result<NewPosition, Fault> {
        let position = self.row();
        let position_id = ctx.change(move |tx| not_taken(ad_positions::insert(tx, &position)));
        let position_id = position_id.await?;
        Ok(NewPosition { position_id })
    }
}

impl PositionCreate {
    pub(super) fn row(self) -> NewAdPosition {
        NewAdPosition {
            code: self.code.into_string(),
            name: self.position_name.into_string(),
            max_ads: self.max_ads.value(),
        }
    }
}
