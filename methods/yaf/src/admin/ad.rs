//! Ads.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Hidden, Id, Integer, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::ListOrder;
use crate::tables::ad_positions;
use crate::tables::ads::{self, Ad, NewAd};

/// 添加广告
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct AdCreate {
    /// 广告位 ID
    position_id: Id,
    /// 广告名称
    ad_name: Line<1, 64>,
    /// 广告图片地址
    ad_image_url: Text<1, 255>,
    /// iPhone 广告图片地址
    ///
    /// iOS 客户端得到此图片，没有则与其它平台相同。
    #[deserr(default)]
    ad_iphone_image_url: Option<Text<1, 255>>,
    /// 广告跳转地址
    #[deserr(default)]
    ad_url: Option<Text<1, 255>>,
    /// 展示平台
    ///
    /// 各平台之和：1 - iOS、2 - Android、4 - H5、8 - Web、16 - 其它。
    platforms: Integer<1, 31>,
    /// 开始时间
    start_time: DateTime,
    /// 结束时间
    ///
    /// 必须晚于开始时间。
    #[schemars(example = &"2026-12-31 23:59:59")]
    end_time: DateTime,
    /// 排序值
    ///
    /// 从小到大排列，相同时最新的在前。
    listorder: ListOrder,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 广告 ID
    ad_id: i64,
}

impl Action for AdCreate {
    const NAME: &'static str = "admin.ad.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let ad = self.row(tx)?;
        let ad_id = ads::insert(tx, &ad)?;
        Ok(Created { ad_id })
    }
}

impl AdCreate {
    /// Returns the row. The position of the ad must exist.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewAd, Fault> {
        let (starts_at, ends_at) = (tx.seconds(self.start_time), tx.seconds(self.end_time));
        if starts_at >= ends_at {
            return Err(Violations::one("end_time", "必须晚于start_time").into());
        }
        if !ad_positions::exists(tx, self.position_id.value())? {
            return Err(Violations::one("position_id", "不存在").into());
        }
        let text = |text: Option<Text<1, 255>>| text.map(Text::into_string).unwrap_or_default();
        Ok(NewAd {
            position_id: self.position_id.value(),
            name: self.ad_name.into_string(),
            image_url: self.ad_image_url.into_string(),
            iphone_image_url: text(self.ad_iphone_image_url),
            url: text(self.ad_url),
            platforms: self.platforms.value(),
            starts_at,
            ends_at,
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改广告
    pub(crate) struct AdEdit {
        /// 广告 ID
        ad_id: Id,
        fields: AdCreate,
    }
}

impl Action for AdEdit {
    const NAME: &'static str = "admin.ad.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let ad = self.fields.row(tx)?;
        found(ads::update(tx, self.ad_id.value(), &ad)?)
    }
}

/// 隐藏广告
///
/// 隐藏后客户端得不到该广告。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct AdHide {
    /// 广告 ID
    ad_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for AdHide {
    const NAME: &'static str = "admin.ad.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(ads::set_state(tx, self.ad_id.value(), state)?)
    }
}

/// 广告列表
///
/// 一个广告位的全部广告，包括已隐藏和已过期的，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AdList {
    /// 广告位 ID
    position_id: Id,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 广告
#[derive(Serialize, JsonSchema)]
pub(crate) struct AdRow {
    /// 广告 ID
    ad_id: i64,
    /// 广告位 ID
    position_id: i64,
    /// 广告名称
    ad_name: String,
    /// 广告图片地址
    ad_image_url: String,
    /// iPhone 广告图片地址
    ad_iphone_image_url: String,
    /// 广告跳转地址
    ad_url: String,
    /// 展示平台
    ///
    /// 各平台之和：1 - iOS、2 - Android、4 - H5、8 - Web、16 - 其它。
    platforms: i64,
    /// 开始时间
    start_time: String,
    /// 结束时间
    end_time: String,
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

impl Method for AdList {
    const NAME: &'static str = "admin.ad.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<AdRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<AdRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let position_id = self.position_id.value();
        let paged = ctx
            .run(move |connection| Ok(ads::page(connection, position_id, page.request())?))
            .await?;
        Ok(List::of(page, paged, |ad: Ad| AdRow {
            ad_id: ad.id,
            position_id: ad.position_id,
            ad_name: ad.name,
            ad_image_url: ad.image_url,
            ad_iphone_image_url: ad.iphone_image_url,
            ad_url: ad.url,
            platforms: ad.platforms,
            start_time: ctx.date_time(ad.starts_at),
            end_time: ctx.date_time(ad.ends_at),
            listorder: ad.listorder,
            state: ad.state.value(),
            c_time: ctx.date_time(ad.created_at),
            u_time: ctx.date_time(ad.updated_at),
        }))
    }
}
