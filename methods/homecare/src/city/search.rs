use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::{CONTENT, Content};
use crate::faults;
use crate::tables::cities::City;

/// 定位当前城市
///
/// 有该编码的城市则返回它（match 为 true）；否则在前 4 位、其次前 2 位相同的城市中返回编码最接近的，都没有则返回默认城市
/// （match 为 false）。不是 6 位数字的编码同样得到默认城市。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Search {
    /// 城市统一编码
    ///
    /// 6 位行政区划代码。
    #[schemars(example = &"513012")]
    city_num: Text<1, 16>,
}

/// The city that was found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Found {
    /// 结果说明
    ///
    /// get city success - 编码相同、match resemble city success - 最接近的。
    msg: &'static str,
    /// 城市
    city: ShownCity,
    /// 编码是否相同
    #[serde(rename = "match")]
    is_match: bool,
}

/// 城市
#[derive(Serialize, JsonSchema)]
struct ShownCity {
    /// 城市统一编码
    city_num: String,
    /// 城市名称
    city_name: String,
    /// 门店地址
    city_address: String,
    /// 门店简介
    city_info: String,
    /// 门店电话
    city_tel: String,
}

impl Method for Search {
    const NAME: &'static str = "homecare.city.search";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_NO_CITY];
    type Reply = Found;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Found, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let city_num = self.city_num.as_str();
        if let Ok(city) = content.city(city_num) {
            return Ok(found(city, true));
        }
        match resembling(&content, city_num) {
            Some(city) => Ok(found(city, false)),
            None => Err(faults::HOMECARE_NO_CITY.into()),
        }
    }
}

fn found(city: &City, is_match: bool) -> Found {
    Found {
        msg: match is_match {
            true => "get city success",
            false => "match resemble city success",
        },
        city: ShownCity {
            city_num: city.city_num.clone(),
            city_name: city.city_name.clone(),
            city_address: city.city_address.clone(),
            city_info: city.city_info.clone(),
            city_tel: city.city_tel.clone(),
        },
        is_match,
    }
}

/// Returns the city whose code is nearest to a code. If no city is near, returns the default city. If there is no default city,
/// returns the first city.
fn resembling<'a>(content: &'a Content, city_num: &str) -> Option<&'a City> {
    let near = [4, 2].iter().find_map(|digits| {
        let prefix = city_num.get(..*digits)?;
        let number = six_digits(city_num)?;
        let alike = content.cities.iter();
        let alike = alike.filter(|city| city.city_num.starts_with(prefix));
        // Cities are ordered by code, so that the smaller code is taken if two cities are equally near.
        alike.min_by_key(|city| six_digits(&city.city_num).map(|other| other.abs_diff(number)))
    });
    let default = || content.cities.iter().find(|city| city.is_default);
    near.or_else(default).or(content.cities.first())
}

fn six_digits(text: &str) -> Option<u32> {
    let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| text.parse().ok()).flatten()
}
