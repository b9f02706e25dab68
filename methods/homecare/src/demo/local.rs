//! Cities, services, ads and versions.

use signet_domain::platform::Platform;
use signet_store::{Error, Tx};

use crate::content::EVERYWHERE;
use crate::tables::ads::NewAd;
use crate::tables::cities::NewCity;
use crate::tables::service_groups::NewServiceGroup;
use crate::tables::services::NewService;
use crate::tables::versions::NewVersion;
use crate::tables::{ads, cities, service_groups, services, versions};

/// The time at which the versions were entered: 2015-03-13 19:47:06+08:00.
const ENTERED: i64 = 1_426_247_226;

pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Error> {
    let default = cities(tx)?;
    ads(tx, default)?;
    services(tx)?;
    for platform in [Platform::IOS, Platform::ANDROID] {
        let version = NewVersion {
            platform: platform.0,
            version: "2.1.6".to_owned(),
            updated_at: ENTERED,
        };
        versions::insert(tx, &version)?;
    }
    Ok(())
}

/// Adds the cities, and returns the id of the default one.
fn cities(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let city = |city_num: &str, city_name: &str, city_tel: &str| NewCity {
        city_num: city_num.to_owned(),
        city_name: city_name.to_owned(),
        city_address: format!("{city_name}人民路1号"),
        city_info: format!("{city_name}门店，每天9点到18点营业"),
        city_tel: city_tel.to_owned(),
        is_default: false,
    };
    cities::insert(tx, &city("511000", "四川省内江市", "61820000"))?;
    let default = NewCity {
        is_default: true,
        ..city("511100", "四川省乐山市", "61830000")
    };
    cities::insert(tx, &default)
}

fn ads(tx: &mut Tx<'_>, area: i64) -> Result<(), Error> {
    for (title, content, jumps) in [
        ("厨房水龙头", "水龙头更换，当天上门", (1, Some(12), Some(1))),
        ("铜水管", "化霜定时器（100L内）", (3, Some(33), None)),
    ] {
        let (first_jump, second_jump, third_jump) = jumps;
        let ad = NewAd {
            area,
            title: title.to_owned(),
            content: content.to_owned(),
            photo: String::new(),
            kind: 1,
            is_new: true,
            first_jump,
            second_jump,
            third_jump,
        };
        ads::insert(tx, &ad)?;
    }
    Ok(())
}

fn services(tx: &mut Tx<'_>) -> Result<(), Error> {
    let group = |item_name: &str, kind, recommand| NewServiceGroup {
        city_id: EVERYWHERE,
        item_name: item_name.to_owned(),
        note: String::new(),
        kind,
        recommand,
        icon: String::new(),
        sort_id: None,
    };
    let service = |pid, item_name: &str, sort_id, pic_url: Option<&str>| NewService {
        pid,
        item_name: item_name.to_owned(),
        sort_id,
        pic_url: pic_url.map(str::to_owned),
    };
    let repairs = service_groups::insert(tx, &group("水电维修", 1, 1))?;
    let lamps = service_groups::insert(tx, &group("灯具安装", 2, 0))?;
    for new in [
        service(repairs, "水管漏水", None, None),
        service(repairs, "水龙头更换", Some(12), Some("")),
        service(repairs, "下水疏通", None, Some("")),
        service(lamps, "吸顶灯安装", None, Some("")),
    ] {
        services::insert(tx, &new)?;
    }
    Ok(())
}
