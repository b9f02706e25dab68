use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_fault::Fault;

use crate::content::{CONTENT, Content, ad_image};

/// 系统广告
///
/// 一个广告位正在展示的广告。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Ads {
    /// 广告位编码
    ///
    /// 每个位置编码视业务系统而定；没有广告的位置返回空列表。
    #[schemars(example = &"app_home")]
    code: Text<1, 64>,
}

/// The ads of a position.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AdList {
    /// 广告列表
    list: Vec<ShownAd>,
}

/// 广告
#[derive(Serialize, JsonSchema)]
pub(super) struct ShownAd {
    /// 广告 ID
    ad_id: i64,
    /// 广告名称
    ad_name: String,
    /// 广告图片地址
    ad_image_url: String,
    /// 广告跳转地址
    ///
    /// 跳转地址分为内链与外链。
    ad_url: String,
}

impl Method for Ads {
    const NAME: &'static str = "system.ads";
    const ACCESS: Access = Access::Open;
    type Reply = AdList;

    async fn call(self, ctx: &Ctx<'_>) -> Result<AdList, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let list = shown(&content, ctx, self.code.as_str()).collect();
        Ok(AdList { list })
    }
}

/// Returns the ads that a position shows to this caller, in their order.
pub(super) fn shown(
    content: &Content,
    ctx: &Ctx<'_>,
    position: &str,
) -> impl Iterator<Item = ShownAd> {
    let platform = ctx.caller.platform;
    content
        .ads(position, platform, ctx.now)
        .map(move |ad| ShownAd {
            ad_id: ad.id,
            ad_name: ad.name.clone(),
            ad_image_url: ad_image(ad, platform).to_owned(),
            ad_url: ad.url.clone(),
        })
}
