use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::ads::{self, Ad};

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
            .run(move |connection| Ok(ads::page(connection, position_id, page.window())?))
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
