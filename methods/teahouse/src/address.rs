//! Delivery addresses.

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod detail;
pub(crate) mod edit;
mod fields;
pub(crate) mod list;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use signet_domain::districts::Place;

use crate::area;
use crate::tables::addresses::Address;

/// An address as its member sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Item {
    /// 地址编号
    address_id: i64,
    /// 姓名
    true_name: String,
    /// 城市编号
    city_id: i64,
    /// 地区编号
    area_id: i64,
    /// 地区
    ///
    /// 例：天津 天津市 红桥区。
    area_info: String,
    /// 详细地址
    address: String,
    /// 固定电话
    ///
    /// 没有则为空字符串。
    tel_phone: String,
    /// 手机
    ///
    /// 没有则为空字符串。
    mob_phone: String,
    /// 是否默认地址
    ///
    /// 1 - 是、0 - 否。
    is_default: i64,
}

impl Item {
    /// Returns an address with the names of its area. `places` contains the places by code. If the code of the area is not in the table any
    /// more, the names are empty.
    pub(crate) fn of(address: Address, places: &HashMap<i64, Place>) -> Item {
        let place = places.get(&address.area_id);
        Item {
            address_id: address.id,
            true_name: address.true_name,
            city_id: address.city_id,
            area_id: address.area_id,
            area_info: place.map(area::text).unwrap_or_default(),
            address: address.address,
            tel_phone: address.tel_phone,
            mob_phone: address.mob_phone,
            is_default: address.is_default.into(),
        }
    }
}
