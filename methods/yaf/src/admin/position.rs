//! Places where ads are shown.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page, Slug};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::not_taken;
use crate::tables::ad_positions::{self, AdPosition, NewAdPosition};

/// 添加广告位
#[derive(Clone, Deserr, JsonSchema)]
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

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 广告位 ID
    position_id: i64,
}

impl Action for PositionCreate {
    const NAME: &'static str = "admin.position.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let position_id = not_taken(ad_positions::insert(tx, &self.row()))?;
        Ok(Created { position_id })
    }
}

impl PositionCreate {
    fn row(self) -> NewAdPosition {
        NewAdPosition {
            code: self.code.into_string(),
            name: self.position_name.into_string(),
            max_ads: self.max_ads.value(),
        }
    }
}

edit! {
    /// 修改广告位
    pub(crate) struct PositionEdit {
        /// 广告位 ID
        position_id: Id,
        fields: PositionCreate,
    }
}

impl Action for PositionEdit {
    const NAME: &'static str = "admin.position.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, position) = (self.position_id.value(), self.fields.row());
        found(not_taken(ad_positions::update(tx, id, &position))?)
    }
}

/// 隐藏广告位
///
/// 隐藏后客户端得不到该广告位的任何广告。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PositionHide {
    /// 广告位 ID
    position_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for PositionHide {
    const NAME: &'static str = "admin.position.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(ad_positions::set_state(
            tx,
            self.position_id.value(),
            state,
        )?)
    }
}

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
            .run(move |connection| Ok(ad_positions::page(connection, page.request())?))
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
