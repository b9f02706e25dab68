//! The methods of the homecare API, the phone client of a home-services company, in the order of its document; what operators
//! call comes after.
//!
//! `homecare.goods.sec_items` is `SecItems` in `goods/sec_items.rs`, and so on; what operators do has a file for each thing,
//! so that `admin.homecare.city.edit` is `CityEdit` in `admin/city.rs`. To add a method, write it and add its line here.
//! [`content`] is what is served from memory, [`tables`] the tables.

use signet_call::{Entry, Group, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::realms::Realm;

use crate::content::CONTENT;

mod ad;
mod city;
pub mod content;
mod demo;
mod faults;
mod goods;
mod service;
pub mod tables;
mod times;
mod version;

/// The product.
pub static PACK: Pack = Pack {
    name: "homecare",
    title: "家政",
    groups: GROUPS,
    realms: &[&HOMECARE],
    methods: METHODS,
    snapshots: &[&CONTENT],
    faults: faults::ALL,
    wire: None,
    migrations: signet_store::migrations!["../../../migrations", "homecare": "0001_homecare"],
    demo: Some(demo::load),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
};

/// The accounts of this product.
static HOMECARE: Realm = Realm::new("homecare");

/// The classes of apps that may call what is not for operators.
const CLIENTS: &[AppClass] = &[AppClass::App, AppClass::H5];

const GROUPS: &[Group] = &[
    Group::new("homecare.version", "版本"),
    Group::new("homecare.city", "服务城市"),
    Group::new("homecare.goods", "商品"),
    Group::new("homecare.service", "维修／安装"),
    Group::new("homecare.ad", "广告"),
];

/// The table.
static METHODS: &[Entry] = methods![in HOMECARE:
    version::android::Android,
    version::ios::Ios,
    city::search::Search,
    goods::items::Items,
    goods::sec_items::SecItems,
    goods::detail::Detail,
    service::groups::Groups,
    service::list::List,
    goods::recommand::Recommand,
    ad::list::List,
];
