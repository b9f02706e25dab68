//! Areas: the places from which an address is chosen.

pub(crate) mod list;

use signet_domain::districts::{self, Place, city_above};
use signet_fault::{Code, Fault};
use signet_store::Connection;

/// The autonomous regions, and the short names that people use.
const REGIONS: [(&str, &str); 5] = [
    ("内蒙古自治区", "内蒙古"),
    ("广西壮族自治区", "广西"),
    ("西藏自治区", "西藏"),
    ("宁夏回族自治区", "宁夏"),
    ("新疆维吾尔自治区", "新疆"),
];

/// Returns the short name of a province, without the word for its kind.
fn short(province: &str) -> &str {
    if let Some((_, short)) = REGIONS.iter().find(|(name, _)| *name == province) {
        return short;
    }
    let mut kinds = ["特别行政区", "省", "市"].into_iter();
    let short = kinds.find_map(|kind| province.strip_suffix(kind));
    short.unwrap_or(province)
}

/// Returns the text of a place, such as 天津 天津市 红桥区.
pub(crate) fn text(place: &Place) -> String {
    let names = [short(&place.province), &place.city, &place.district];
    let names = names.into_iter().filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" ")
}

/// Checks that parcels can be delivered to an area, and that it belongs to a city.
///
/// # Errors
/// [`Code::DistrictUnknown`].
pub(crate) fn check(connection: &mut Connection, city: i64, area: i64) -> Result<(), Fault> {
    let is_of_city = city_above(area) == city;
    match is_of_city && districts::place(connection, area)?.is_some() {
        true => Ok(()),
        false => {
            let note = "地区不存在，或不属于该城市";
            Err(Fault::with_note(Code::DistrictUnknown, note))
        }
    }
}
