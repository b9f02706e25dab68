//! Cities and provinces by their official codes.

use std::collections::BTreeMap;

use signet_domain::districts::{self, City};
use signet_store::{Error, Tx};
use signet_testkit::TestGateway;

use crate::usual;

/// The table as it is shipped, by code.
fn table() -> BTreeMap<i64, &'static str> {
    let lines = include_str!("../../src/demo/districts.csv").lines().skip(1);
    let rows = lines.filter_map(|line| line.split_once(','));
    rows.map(|(code, name)| (code.parse().unwrap(), name))
        .collect()
}

fn city(gateway: &TestGateway, code: i64) -> Option<City> {
    let find = |tx: &mut Tx<'_>| districts::city(tx, code);
    let found = gateway.store().transaction_blocking::<_, Error>(0, find);
    found.unwrap()
}

#[test]
fn every_city_of_the_table_has_its_name_and_its_province() {
    let gateway = usual().start();
    let table = table();
    let is_city = |code: &i64| code % 100 == 0 && code % 10_000 != 0;
    let cities = table.iter().filter(|(code, _)| is_city(code));
    let mut count = 0;
    for (&code, &name) in cities {
        let city = city(&gateway, code).unwrap();
        assert_eq!((city.code, city.name.as_str()), (code, name));
        let province = code / 10_000 * 10_000;
        assert_eq!(city.province.code, province);
        assert_eq!(city.province.name, table[&province]);
        count += 1;
    }
    assert!(count > 300, "{count}");
}

#[test]
fn a_city_that_the_table_leaves_out_is_there_if_it_has_districts() {
    let gateway = usual().start();
    for (code, name, province) in [
        (110_100, "北京市", "北京市"),
        (120_100, "天津市", "天津市"),
        (310_100, "上海市", "上海市"),
        (500_100, "重庆市", "重庆市"),
        (500_200, "重庆市", "重庆市"),
        (419_000, "省直辖县级行政区划", "河南省"),
        (429_000, "省直辖县级行政区划", "湖北省"),
        (469_000, "省直辖县级行政区划", "海南省"),
        (659_000, "自治区直辖县级行政区划", "新疆维吾尔自治区"),
    ] {
        let city = city(&gateway, code).unwrap();
        let names = (city.name.as_str(), city.province.name.as_str());
        assert_eq!(names, (name, province), "{code}");
    }
}

#[test]
fn other_codes_are_no_cities() {
    let gateway = usual().start();
    for code in [
        0,
        -1,
        -440_300,
        1,
        440_000,
        440_305,
        440_301,
        449_900,
        110_200,
        710_000,
        710_100,
        810_000,
        810_100,
        820_000,
        990_100,
        44_030_000,
        i64::MAX,
        i64::MIN,
    ] {
        assert_eq!(city(&gateway, code), None, "{code}");
    }
}

#[test]
fn a_province_is_known_by_its_own_code_alone() {
    let gateway = usual().start();
    let province = |code| {
        let find = |tx: &mut Tx<'_>| districts::province(tx, code);
        let found = gateway.store().transaction_blocking::<_, Error>(0, find);
        found.unwrap().map(|province| province.name)
    };
    let all = table();
    let provinces = all.iter().filter(|(code, _)| *code % 10_000 == 0);
    for (&code, &name) in provinces {
        assert_eq!(province(code).as_deref(), Some(name));
    }
    for code in [0, -1, 440_300, 990_000, i64::MAX] {
        assert_eq!(province(code), None, "{code}");
    }
}

#[test]
fn stored_codes_have_names_as_long_as_the_table_has_them() {
    let gateway = usual().start();
    for (codes, names) in [
        ((440_000, 440_300), ("广东省", "深圳市")),
        ((440_000, 0), ("广东省", "")),
        ((110_000, 110_100), ("北京市", "北京市")),
        ((420_000, 429_000), ("湖北省", "省直辖县级行政区划")),
        ((0, 0), ("", "")),
        ((990_000, 990_100), ("", "")),
    ] {
        let find = |tx: &mut Tx<'_>| districts::names_of(tx, codes.0, codes.1);
        let found = gateway.store().transaction_blocking::<_, Error>(0, find);
        let found = found.unwrap();
        assert_eq!((found.0.as_str(), found.1.as_str()), names, "{codes:?}");
    }
}
