//! Places of delivery: the province, the city and the district of an official code.

mod children;
pub mod csv;

use std::collections::HashMap;

use signet_store::{Connection, Error, districts};

pub use children::{children, city_above};

/// The codes: six digits, two for the province, two for the city, two for the district.
const CODES: std::ops::RangeInclusive<i64> = 100_000..=999_999;
/// The provinces that are cities.
const MUNICIPALITIES: &[i64] = &[110_000, 120_000, 310_000, 500_000];
/// The city digits of districts right under a province or a region.
const UNDER_PROVINCE: i64 = 90;

/// The names of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The province, the region or the municipality.
    pub province: String,
    /// The city, or its replacement.
    pub city: String,
    /// The district; empty for a city that has none.
    pub district: String,
}

impl Place {
    /// Returns the names of the code of a district or a city, out of names by code; `None` if one is missing.
    pub fn of(code: i64, names: &HashMap<i64, String>) -> Option<Place> {
        let (province_code, city_code) = (province_of(code), city_of(code));
        if code == province_code {
            return None;
        }
        let name = |code| names.get(&code).cloned();
        let province = name(province_code)?;
        let city = if MUNICIPALITIES.contains(&province_code) {
            province.clone()
        } else {
            name(city_code).or_else(|| replacement_of_city(city_code, &province))?
        };
        let district = match code == city_code {
            true => name(code).map(|_| String::new())?,
            false => name(code)?,
        };
        Some(Place {
            province,
            city,
            district,
        })
    }
}

/// Returns the place of a code, if something can be delivered there: to a district, or to a city that has none.
///
/// # Errors
/// Errors of the store.
pub fn place(connection: &mut Connection, code: i64) -> Result<Option<Place>, Error> {
    if !CODES.contains(&code) {
        return Ok(None);
    }
    if code == city_of(code) && districts::any_between(connection, code + 1, code + 99)? {
        return Ok(None);
    }
    Ok(places(connection, &[code])?.remove(&code))
}

/// Returns the places of many codes, in one query. Codes that are not in the table, or not any more, are left out.
///
/// # Errors
/// Errors of the store.
pub fn places(connection: &mut Connection, codes: &[i64]) -> Result<HashMap<i64, Place>, Error> {
    let mut wanted: Vec<i64> = codes
        .iter()
        .filter(|code| CODES.contains(code))
        .flat_map(|&code| [code, city_of(code), province_of(code)])
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let names = districts::by_codes(connection, &wanted)?
        .into_iter()
        .map(|district| (district.code, district.name))
        .collect();
    let found = codes
        .iter()
        .filter_map(|&code| Some((code, Place::of(code, &names)?)));
    Ok(found.collect())
}

fn province_of(code: i64) -> i64 {
    code / 10_000 * 10_000
}

fn city_of(code: i64) -> i64 {
    code / 100 * 100
}

/// The text that is shown as the city of districts right under a province, which have none.
fn replacement_of_city(city_code: i64, province: &str) -> Option<String> {
    if city_code % 10_000 / 100 != UNDER_PROVINCE {
        return None;
    }
    let of_region = province.ends_with("自治区");
    Some(String::from(if of_region {
        "自治区直辖县级行政区划"
    } else {
        "省直辖县级行政区划"
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: i64) -> Option<[String; 3]> {
        let names = [
            (110_000, "北京市"),
            (110_101, "东城区"),
            (500_000, "重庆市"),
            (500_200, "县"),
            (500_229, "城口县"),
            (420_000, "湖北省"),
            (429_004, "仙桃市"),
            (440_000, "广东省"),
            (440_300, "深圳市"),
            (440_305, "南山区"),
            (441_900, "东莞市"),
            (449_901, "没有市"),
            (650_000, "新疆维吾尔自治区"),
            (659_001, "石河子市"),
            (810_000, "香港特别行政区"),
            (810_001, "中西区"),
            (999_999, "没有省"),
        ];
        let names = names.map(|(code, name)| (code, name.to_owned())).into();
        let place = Place::of(code, &names)?;
        Some([place.province, place.city, place.district])
    }

    #[test]
    fn a_code_has_three_names() {
        let named = |names: [&str; 3]| Some(names.map(str::to_owned));
        let cases = [
            (440_305, named(["广东省", "深圳市", "南山区"])),
            (110_101, named(["北京市", "北京市", "东城区"])),
            (500_229, named(["重庆市", "重庆市", "城口县"])),
            (429_004, named(["湖北省", "省直辖县级行政区划", "仙桃市"])),
            (
                659_001,
                named(["新疆维吾尔自治区", "自治区直辖县级行政区划", "石河子市"]),
            ),
            (441_900, named(["广东省", "东莞市", ""])),
            (
                810_001,
                named(["香港特别行政区", "香港特别行政区", "中西区"]),
            ),
        ];
        for (code, names) in cases {
            assert_eq!(place(code), names, "{code}");
        }
        for nowhere in [
            440_000,
            440_306,
            441_901,
            449_901,
            110_100,
            999_999,
            0,
            -1,
            i64::MAX,
        ] {
            assert_eq!(place(nowhere), None, "{nowhere}");
        }
    }
}
