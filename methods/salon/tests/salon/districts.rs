//! Provinces and cities over the whole table.

use serde_json::{Value, json};

use crate::salon::{EMPTY, Salon, good, refusal};

/// The table as the gateway has it.
const TABLE: &str = include_str!("../../../../gateway/src/demo/districts.csv");

fn table() -> Vec<(i64, &'static str)> {
    let lines = TABLE.lines().skip(1);
    let rows = lines.filter_map(|line| line.split_once(','));
    rows.map(|(code, name)| (code.parse().unwrap(), name))
        .collect()
}

struct Place {
    salon: Salon,
    token: String,
}

impl Place {
    fn new() -> Place {
        let salon = Salon::open();
        let token = salon.sms_token(EMPTY);
        Place { salon, token }
    }

    /// Changes the place. Returns the codes that are stored after the change.
    fn set(&self, body: Value) -> (i64, i64) {
        let edited = good(&self.salon.user(&self.token, "PUT accounts/me", body));
        let code = |name: &str| edited[name].as_i64().unwrap();
        (code("province_id"), code("city_id"))
    }

    fn refuses(&self, body: Value) {
        let reply = self
            .salon
            .user(&self.token, "PUT accounts/me", body.clone());
        assert_eq!(refusal(&reply), (400, 503), "{body}: {reply:?}");
    }

    /// Returns the names of the place.
    fn names(&self) -> (String, String) {
        let location = &self.salon.me(&self.token)["location"];
        let name = |part: &str| location[part]["name"].as_str().unwrap().to_owned();
        (name("province"), name("city"))
    }
}

#[test]
fn each_city_of_the_table_sets_its_province() {
    let place = Place::new();
    let table = table();
    let provinces = table.iter().filter(|(code, _)| code % 10_000 == 0);
    for (province, of_province) in provinces {
        let is_own =
            |code: i64| code / 10_000 * 10_000 == *province && code % 100 == 0 && code != *province;
        let cities: Vec<_> = table.iter().filter(|(code, _)| is_own(*code)).collect();
        for (code, name) in &cities {
            assert_eq!(
                place.set(json!({"city_id": code})),
                (*province, *code),
                "{name}"
            );
        }
        let Some((_, last)) = cities.last() else {
            continue;
        };
        let names = place.names();
        assert_eq!((names.0.as_str(), names.1.as_str()), (*of_province, *last));
    }
}

#[test]
fn cities_that_the_table_leaves_to_code_have_names() {
    let place = Place::new();
    for (city, province, name) in [
        (110_100, "北京市", "北京市"),
        (120_100, "天津市", "天津市"),
        (310_100, "上海市", "上海市"),
        (500_100, "重庆市", "重庆市"),
        (500_200, "重庆市", "重庆市"),
        (419_000, "河南省", "省直辖县级行政区划"),
        (429_000, "湖北省", "省直辖县级行政区划"),
        (469_000, "海南省", "省直辖县级行政区划"),
        (659_000, "新疆维吾尔自治区", "自治区直辖县级行政区划"),
    ] {
        let of_city = city / 10_000 * 10_000;
        assert_eq!(place.set(json!({"city_id": city})), (of_city, city));
        let names = place.names();
        assert_eq!((names.0.as_str(), names.1.as_str()), (province, name));
    }
}

#[test]
fn provinces_without_cities_have_none() {
    let place = Place::new();
    for province in [710_000, 810_000, 820_000] {
        assert_eq!(place.set(json!({"province_id": province})), (province, 0));
        place.refuses(json!({"city_id": province}));
        place.refuses(json!({"city_id": province + 100}));
        assert_eq!(place.names().1, "");
    }
}

#[test]
fn a_province_keeps_its_city_and_clears_another_one() {
    let place = Place::new();
    assert_eq!(
        place.set(json!({"province_id": 440_000, "city_id": 440_300})),
        (440_000, 440_300)
    );
    assert_eq!(
        place.set(json!({"province_id": 440_000})),
        (440_000, 440_300)
    );
    assert_eq!(place.set(json!({"province_id": 330_000})), (330_000, 0));
    assert_eq!(place.set(json!({"city_id": "440300"})), (440_000, 440_300));
    assert_eq!(place.set(json!({"city_id": 0})), (440_000, 0));
    assert_eq!(place.set(json!({"city_id": 440_300})), (440_000, 440_300));
    assert_eq!(
        place.set(json!({"province_id": 440_000, "city_id": 0})),
        (440_000, 0)
    );
    assert_eq!(place.set(json!({"city_id": 440_300})), (440_000, 440_300));
    assert_eq!(place.set(json!({"province_id": 0})), (0, 0));
    assert_eq!(place.names(), (String::new(), String::new()));
    assert_eq!(place.set(json!({"province_id": 0, "city_id": 0})), (0, 0));
}

#[test]
fn other_codes_are_refused_and_change_nothing() {
    let place = Place::new();
    place.set(json!({"city_id": 440_300}));
    for body in [
        json!({"province_id": 330_000, "city_id": 440_300}),
        json!({"province_id": 0, "city_id": 440_300}),
        json!({"city_id": 440_305}),
        json!({"city_id": 440_000}),
        json!({"city_id": 449_900}),
        json!({"city_id": 1}),
        json!({"city_id": -1}),
        json!({"city_id": -440_300}),
        json!({"city_id": 4_403_000}),
        json!({"city_id": 18_446_744_073_709_551_615_u64}),
        json!({"city_id": "99999999999999999999999"}),
        json!({"city_id": 440_300.5}),
        json!({"province_id": 440_300}),
        json!({"province_id": 990_000}),
        json!({"province_id": -1}),
        json!({"province_id": "99999999999999999999999"}),
    ] {
        place.refuses(body);
    }
    assert_eq!(place.names(), ("广东省".to_owned(), "深圳市".to_owned()));
}
