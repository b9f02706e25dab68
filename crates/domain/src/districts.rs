//! Places of delivery: the province, the city and the district of an official code.

mod children;
pub mod csv;

use std::collections::HashMap;

use signet_store::districts::{self, District};
use signet_store::{Connection, Error};

pub use children::{children, city_above};

/// The codes: six digits, two for the province, two for the city, two for the district.
const CODES: std::ops::RangeInclusive<i64> = 100_000..=999_999;
/// The municipalities: provinces that are cities.
const MUNICIPALITIES: &[i64] = &[110_000, 120_000, 310_000, 500_000];
/// The city digits of districts directly under a province or a region.
const UNDER_PROVINCE: i64 = 90;

/// The names of the place with a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The province, the region or the municipality.
    pub province: String,
    /// The city, or the text that replaces it.
    pub city: String,
    /// The district; empty for a city without districts.
    pub district: String,
}

impl Place {
    /// Returns the place of the code of a district or a city. `names` contains the names by code; `None` if a name is missing.
    pub fn of(code: i64, names: &HashMap<i64, String>) -> Option<Place> {
        let (province_code, city_code) = (province_of(code), city_of(code));
        if code == province_code {
            return None;
        }
        let name = |code| names.get(&code).cloned();
        let province = name(province_code)?;
        let city = city_name(city_code, &province, name(city_code))?;
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

/// Returns the place of a code, if deliveries to it are possible: the code of a district, or of a city without districts.
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

/// Returns the places of many codes, in one query. Codes that are not in the table, or no longer in it, are left out.
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

/// A city as a user names it: with its province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// The province.
    pub province: Province,
    /// The code.
    pub code: i64,
    /// The name. A municipality has the name of its province. The city of districts directly under a province has no name, and gets
    /// a replacement.
    pub name: String,
}

/// A province, a region or a municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// The code.
    pub code: i64,
    /// The name.
    pub name: String,
}

/// Returns the city with an official code such as 440300; `None` if the city does not exist, or if the code is not a code of a city.
/// A city that is not in the table, such as 110100, exists if it has districts.
///
/// # Errors
/// Errors of the store.
pub fn city(connection: &mut Connection, code: i64) -> Result<Option<City>, Error> {
    if !CODES.contains(&code) || code != city_of(code) || code == province_of(code) {
        return Ok(None);
    }
    let Some(province) = province(connection, province_of(code))? else {
        return Ok(None);
    };
    let own = districts::by_codes(connection, &[code])?;
    let is_there = !own.is_empty() || districts::any_between(connection, code + 1, code + 99)?;
    let own = own.into_iter().next().map(|district| district.name);
    let name = city_name(code, &province.name, own).filter(|_| is_there);
    Ok(name.map(|name| City {
        province,
        code,
        name,
    }))
}

/// Returns the province with an official code such as 440000; `None` if the province does not exist, or if the code is not a code of
/// a province.
///
/// # Errors
/// Errors of the store.
pub fn province(connection: &mut Connection, code: i64) -> Result<Option<Province>, Error> {
    if !CODES.contains(&code) || code != province_of(code) {
        return Ok(None);
    }
    let found = districts::by_codes(connection, &[code])?;
    let found = found.into_iter().next();
    Ok(found.map(|District { code, name }| Province { code, name }))
}

/// Returns the names of a province and of one of its cities, in one query. The codes were valid when they were stored; a name is
/// empty if its code is no longer in the table.
///
/// # Errors
/// Errors of the store.
pub fn names_of(
    connection: &mut Connection,
    province: i64,
    city: i64,
) -> Result<(String, String), Error> {
    let found = districts::by_codes(connection, &[province, city])?;
    let name = |code| {
        let mut found = found.iter().filter(|district| district.code == code);
        found.next().map(|district| district.name.clone())
    };
    let of_province = name(province).unwrap_or_default();
    let of_city = match city {
        0 => None,
        city => city_name(city, &of_province, name(city)),
    };
    Ok((of_province, of_city.unwrap_or_default()))
}

/// Returns the name of a city: the name of its municipality, its own name in the table, or a replacement.
fn city_name(code: i64, province: &str, own: Option<String>) -> Option<String> {
    match MUNICIPALITIES.contains(&province_of(code)) {
        true => Some(province.to_owned()),
        false => own.or_else(|| replacement_of_city(code, province)),
    }
}

fn province_of(code: i64) -> i64 {
    code / 10_000 * 10_000
}

fn city_of(code: i64) -> i64 {
    code / 100 * 100
}

/// Returns the text that is shown as the city of districts directly under a province, which have no city.
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
