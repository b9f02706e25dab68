use signet_store::districts::{self as table, District};
use signet_store::{Connection, Error};

use super::{CODES, MUNICIPALITIES, city_of, province_of, replacement_of_city};

/// The code above all provinces.
const COUNTRY: i64 = 0;

/// The number of codes of a province, and of a city.
const OF_PROVINCE: i64 = 10_000;
const OF_CITY: i64 = 100;

/// Returns the places below a code, as apps choose them in three steps: below 0 the provinces that have cities or districts, below a
/// province its cities, below a city its districts.
///
/// A municipality has one city. The districts directly under a province have no city, and get one as a replacement. A city without
/// districts is below itself, and so is a district directly under a province whose code has no digits of a city. There is nothing
/// below other codes.
///
/// # Errors
/// Errors of the store.
pub fn children(connection: &mut Connection, code: i64) -> Result<Vec<District>, Error> {
    if code == COUNTRY {
        return table::provinces(connection);
    }
    if !CODES.contains(&code) {
        return Ok(Vec::new());
    }
    let province = province_of(code);
    let below = table::between(connection, province, province + OF_PROVINCE - 1)?;
    Ok(match code == province {
        true => cities(&below),
        false => districts(&below, code),
    })
}

/// Returns the code of the city above a district, as [`children`] groups them.
pub fn city_above(code: i64) -> i64 {
    let (province, city) = (province_of(code), city_of(code));
    match () {
        () if MUNICIPALITIES.contains(&province) => province + OF_CITY,
        () if city == province => code,
        () => city,
    }
}

/// Returns the cities of a province, which is the first item of `below`.
fn cities(below: &[District]) -> Vec<District> {
    let Some((province, rest)) = below.split_first() else {
        return Vec::new();
    };
    let mut cities: Vec<District> = Vec::new();
    for district in rest {
        let code = city_above(district.code);
        if cities.last().is_some_and(|last| last.code == code) {
            continue;
        }
        let own = rest.iter().find(|own| own.code == code);
        let name = match (MUNICIPALITIES.contains(&province.code), own) {
            (true, _) => Some(province.name.clone()),
            (false, Some(own)) => Some(own.name.clone()),
            (false, None) => replacement_of_city(code, &province.name),
        };
        cities.extend(name.map(|name| District { code, name }));
    }
    cities
}

/// Returns the districts of a city.
fn districts(below: &[District], city: i64) -> Vec<District> {
    let of_city = |district: &&District| {
        district.code != province_of(city) && city_above(district.code) == city
    };
    let mut all: Vec<District> = below.iter().filter(of_city).cloned().collect();
    if all.len() > 1 {
        all.retain(|district| district.code != city);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(codes: &[(i64, &str)]) -> Vec<District> {
        let district = |(code, name): &(i64, &str)| District {
            code: *code,
            name: (*name).to_owned(),
        };
        codes.iter().map(district).collect()
    }

    #[test]
    fn a_municipality_is_its_one_city() {
        let chongqing = below(&[
            (500_000, "重庆市"),
            (500_101, "万州区"),
            (500_229, "城口县"),
        ]);
        assert_eq!(cities(&chongqing), below(&[(500_100, "重庆市")]));
        assert_eq!(districts(&chongqing, 500_100), chongqing[1..]);
        assert_eq!(districts(&chongqing, 500_200), []);
    }

    #[test]
    fn districts_right_under_a_province_have_a_city_in_name() {
        let hubei = below(&[
            (420_000, "湖北省"),
            (420_100, "武汉市"),
            (420_102, "江岸区"),
            (429_004, "仙桃市"),
            (429_005, "潜江市"),
        ]);
        let expected = below(&[(420_100, "武汉市"), (429_000, "省直辖县级行政区划")]);
        assert_eq!(cities(&hubei), expected);
        assert_eq!(districts(&hubei, 420_100), hubei[2..3]);
        assert_eq!(districts(&hubei, 429_000), hubei[3..]);
        assert_eq!(districts(&hubei, 429_004), [], "it is the lowest");
    }

    #[test]
    fn a_city_without_districts_is_below_itself() {
        let guangdong = below(&[
            (440_000, "广东省"),
            (440_300, "深圳市"),
            (440_305, "南山区"),
            (441_900, "东莞市"),
        ]);
        assert_eq!(districts(&guangdong, 441_900), guangdong[3..]);
        let hong_kong = below(&[(810_000, "香港特别行政区"), (810_001, "中西区")]);
        assert_eq!(cities(&hong_kong), hong_kong[1..]);
        assert_eq!(districts(&hong_kong, 810_001), hong_kong[1..]);
    }
}
