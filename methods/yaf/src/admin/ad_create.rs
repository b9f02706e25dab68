use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Line, Text};
use signet_call::{Access, AppClass, Ctx, Method, Violations};
use signet_fault::Fault;
use signet_store::ads::{self, NewAd};
use signet_store::{Connection, ad_positions};

use super::ListOrder;

/// 添加广告
#[derive(Deserr, JsonSchema)]
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

/// The new ad.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeAd {
    /// 广告 ID
    ad_id: i64,
}

impl Method for AdCreate {
    const NAME: &'static str = "admin.ad.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const DONE: &'static str = "添加成功";
    type Reply = MadeAd;

    async fn call(self, ctx: &Ctx<'_>) -> Result<MadeAd, Fault> {
        let ad = self.row(ctx)?;
        let ad_id = ctx.change(move |tx| {
            check_position(tx, &ad)?;
            Ok(ads::insert(tx, &ad)?)
        });
        let ad_id = ad_id.await?;
        Ok(MadeAd { ad_id })
    }
}

impl AdCreate {
    pub(super) fn row(self, ctx: &Ctx<'_>) -> Result<NewAd, Fault> {
        let (starts_at, ends_at) = (ctx.seconds(self.start_time), ctx.seconds(self.end_time));
        if starts_at >= ends_at {
            return Err(Violations::one("end_time", "必须晚于start_time").into());
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

/// The position of an ad must be there.
pub(super) fn check_position(connection: &mut Connection, ad: &NewAd) -> Result<(), Fault> {
    if ad_positions::exists(connection, ad.position_id)? {
        Ok(())
    } else {
        Err(Violations::one("position_id", "不存在").into())
    }
}
