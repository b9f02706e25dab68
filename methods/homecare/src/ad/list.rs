use std::sync::LazyLock;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::clock::Zone;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;
use crate::tables::ads::Ad;

/// The largest number of ads in a reply.
const MOST: usize = 50;

/// 广告列表
///
/// 一个城市的广告，最新的在前，最多 50 条。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 城市统一编码
    #[schemars(example = &"511100")]
    city_number: Text<1, 16>,
}

/// The ads.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 广告列表
    advertisment_list: Vec<Advertisement>,
    /// 结果说明
    msg: &'static str,
}

/// 广告
#[derive(Serialize, JsonSchema)]
struct Advertisement {
    /// 广告内容
    fields: Fields,
    /// 固定值
    ///
    /// HomeApi.advertisement
    model: &'static str,
    /// 广告 ID
    pk: i64,
}

/// 广告内容
#[derive(Serialize, JsonSchema)]
struct Fields {
    /// 广告文字
    content: String,
    /// 商品 ID 或维修、安装 ID
    ///
    /// 没有则为 null。
    third_jump: Option<i64>,
    /// 广告标题
    title: String,
    /// 图片地址
    photo: String,
    /// 城市 ID
    ///
    /// 0 - 所有城市。
    area: i64,
    /// 是否最新
    is_new: bool,
    /// 二级跳转码
    ///
    /// 11 - 维修项目主页、12 - 安装项目主页、21 - 商品主页、31 - 订单详情页、32 - 折扣券详情页、33 - 消息中心页；没有则为 null。
    second_jump: Option<i64>,
    /// 创建时间
    ///
    /// UTC，格式：Y-m-dTH:i:s.000Z
    create_time: String,
    /// 广告类型
    #[serde(rename = "type")]
    kind: i64,
    /// 一级跳转码
    ///
    /// 1 - 首页、2 - 商品、3 - 个人中心。
    first_jump: i64,
}

impl Method for List {
    const NAME: &'static str = "homecare.ad.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_CITY_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let city = content.city(self.city_number.as_str())?;
        let ads = content.ads(city).take(MOST).map(advertisement);
        Ok(Shown {
            advertisment_list: ads.collect(),
            msg: "advertisment list get success",
        })
    }
}

fn advertisement(ad: &Ad) -> Advertisement {
    Advertisement {
        fields: Fields {
            content: ad.content.clone(),
            third_jump: ad.third_jump,
            title: ad.title.clone(),
            photo: ad.photo.clone(),
            area: ad.area,
            is_new: ad.is_new,
            second_jump: ad.second_jump,
            create_time: utc(ad.created_at),
            kind: ad.kind,
            first_jump: ad.first_jump,
        },
        model: "HomeApi.advertisement",
        pk: ad.id,
    }
}

/// Returns unix seconds in UTC: `2015-03-28T08:08:38.000Z`.
fn utc(seconds: i64) -> String {
    static UTC: LazyLock<Option<Zone>> = LazyLock::new(|| Zone::named("UTC").ok());
    let utc = UTC.as_ref().map(|utc| utc.date_time(seconds));
    format!("{}.000Z", utc.unwrap_or_default().replace(' ', "T"))
}
