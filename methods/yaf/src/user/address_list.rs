use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts::{self, Place};
use signet_fault::Fault;

use crate::tables::addresses::{self, Address};

/// 收货地址列表
///
/// 默认地址在前，其余最新的在前；不分页。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AddressList {}

/// The addresses of the user.
#[derive(Serialize, JsonSchema)]
pub(crate) struct All {
    /// 收货地址
    list: Vec<Item>,
}

/// An address.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Item {
    /// 收货地址 ID
    addressid: i64,
    /// 收货人姓名
    realname: String,
    /// 手机号码
    mobile: String,
    /// 区县 ID
    ///
    /// 6 位行政区划代码。
    district_id: i64,
    /// 省份
    ///
    /// 区县已经撤销时，省份、城市、区县都为空字符串。
    province_name: String,
    /// 城市
    city_name: String,
    /// 区县
    ///
    /// 不设区县的城市为空字符串。
    district_name: String,
    /// 街道
    street: String,
    /// 详细地址
    address: String,
    /// 是否默认地址
    ///
    /// 0 - 否、1 - 是。
    is_default: i64,
}

impl Method for AddressList {
    const NAME: &'static str = "user.address.list";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    type Reply = All;

    async fn call(self, ctx: &Ctx<'_>) -> Result<All, Fault> {
        let user_id = ctx.user()?;
        let read = move |connection: &mut _| {
            let all = addresses::of_user(connection, user_id)?;
            let codes: Vec<i64> = all.iter().map(|address| address.district_code).collect();
            Ok((all, districts::places(connection, &codes)?))
        };
        let (all, places) = ctx.run(read).await?;
        let show = |address: Address| {
            let place = places.get(&address.district_code).cloned();
            item(address, place.unwrap_or_default())
        };
        Ok(All {
            list: all.into_iter().map(show).collect(),
        })
    }
}

fn item(address: Address, place: Place) -> Item {
    Item {
        addressid: address.id,
        realname: address.realname,
        mobile: address.mobile,
        district_id: address.district_code,
        province_name: place.province,
        city_name: place.city,
        district_name: place.district,
        street: address.street,
        address: address.address,
        is_default: i64::from(address.is_default),
    }
}
