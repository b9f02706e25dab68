//! The methods of the homecare API, for the phone client of a home-services company. The methods are in the order of the API
//! document. The methods for operators come last.
//!
//! The method `homecare.goods.sec_items` is `SecItems` in `goods/sec_items.rs`, and so on. The methods for operators have one
//! file for each kind of record, so `admin.homecare.city.edit` is `CityEdit` in `admin/city.rs`. To add a method, write it and
//! add its line here. [`content`] contains the content that is served from memory, [`tables`] the tables.

use std::time::Duration;

use futures_util::FutureExt;
use signet_call::{Entry, Group, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::jobs::Job;
use signet_domain::payments::Charges;
use signet_domain::realms::Realm;

use crate::content::CONTENT;

mod ad;
mod admin;
mod appointment;
mod city;
mod consumer;
pub mod content;
mod coupon;
mod demo;
mod faults;
mod feedback;
mod game;
mod goods;
mod guest;
mod invite_code;
mod message;
mod order;
mod password;
mod service;
mod sms;
pub mod tables;
mod version;
mod wire;

/// The product.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    realms: &[&HOMECARE],
    methods: METHODS,
    snapshots: &[&CONTENT],
    faults: faults::ALL,
    wire: Some(&wire::WIRE),
    charges: &[Charges::without_effect(
        &HOMECARE,
        order::lifecycle::is_alive,
    )],
    jobs: JOBS,
    migrations: signet_store::migrations!["../../../migrations", "homecare": "0001_homecare"],
    demo: Some(demo::load),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("homecare", "家政")
};

/// The accounts of this product.
static HOMECARE: Realm = Realm::new("homecare");

/// The periodic jobs.
const JOBS: &[Job] = &[Job {
    name: "homecare.order.expire",
    every: Duration::from_secs(60),
    run: |services, now| order::lifecycle::expire_some(services, now).boxed_local(),
}];

/// The classes of apps that may call the methods that are not for operators.
const CLIENTS: &[AppClass] = &[AppClass::App, AppClass::H5, AppClass::Wire];

const GROUPS: &[Group] = &[
    Group::new("homecare.sms", "短信"),
    Group::new("homecare.consumer", "顾客"),
    Group::new("homecare.version", "版本"),
    Group::new("homecare.message", "消息"),
    Group::new("homecare.feedback", "反馈"),
    Group::new("homecare.city", "服务城市"),
    Group::new("homecare.goods", "商品"),
    Group::new("homecare.order", "订单"),
    Group::new("homecare.appointment", "预约单"),
    Group::new("homecare.guest", "未注册用户"),
    Group::new("homecare.service", "维修／安装"),
    Group::new("homecare.ad", "广告"),
    Group::new("homecare.game", "小游戏"),
    Group::new("homecare.coupon", "优惠券"),
    Group::new("admin.homecare.order", "管理：家政订单"),
    Group::new("admin.homecare.appraisal", "管理：家政评价"),
    Group::new("admin.homecare.consumer", "管理：家政用户"),
    Group::new("admin.homecare.city", "管理：家政城市"),
    Group::new("admin.homecare.goods_item", "管理：家政商品分类"),
    Group::new("admin.homecare.goods_sec_item", "管理：家政二级商品"),
    Group::new("admin.homecare.goods", "管理：家政商品"),
    Group::new("admin.homecare.service_group", "管理：家政服务项目"),
    Group::new("admin.homecare.service", "管理：家政服务"),
    Group::new("admin.homecare.ad", "管理：家政广告"),
    Group::new("admin.homecare.version", "管理：家政版本"),
    Group::new("admin.homecare.message", "管理：家政消息"),
    Group::new("admin.homecare.feedback", "管理：家政反馈"),
    Group::new("admin.homecare.coupon_rule", "管理：家政优惠券规则"),
    Group::new("admin.homecare.coupon", "管理：家政优惠券"),
    Group::new("admin.homecare.game", "管理：家政小游戏"),
];

/// The table of methods.
static METHODS: &[Entry] = methods![in HOMECARE:
    sms::send::Send,
    consumer::register::Register,
    consumer::pwd_edit::PwdEdit,
    consumer::login::Login,
    consumer::logout::Logout,
    consumer::pwd_forget::PwdForget,
    consumer::pwd_reset::PwdReset,
    version::android::Android,
    version::ios::Ios,
    message::list::List,
    message::unread_count::UnreadCount,
    message::read::Read,
    feedback::create::Create,
    city::search::Search,
    consumer::edit::Edit,
    goods::items::Items,
    goods::sec_items::SecItems,
    goods::detail::Detail,
    order::create::Create,
    order::charge_status::ChargeStatus,
    appointment::create::Create,
    appointment::picture::Picture,
    order::appraise::Appraise,
    order::cancel::Cancel,
    order::list::List,
    guest::verify::Verify,
    service::groups::Groups,
    service::list::List,
    goods::recommand::Recommand,
    ad::list::List,
    game::check::Check,
    game::play::Play,
    coupon::invite::Invite,
    coupon::list::List,
    consumer::detail::Detail,
    admin::order::OrderList,
    admin::order::OrderDetail,
    admin::order::OrderConfirm,
    admin::order::OrderDeliver,
    admin::order::OrderComplete,
    admin::order::OrderCancel,
    admin::order::OrderExpire,
    admin::appraisal::AppraisalList,
    admin::consumer::ConsumerList,
    admin::city::CityCreate,
    admin::city::CityEdit,
    admin::city::CityHide,
    admin::city::CityList,
    admin::goods_item::GoodsItemCreate,
    admin::goods_item::GoodsItemEdit,
    admin::goods_item::GoodsItemHide,
    admin::goods_item::GoodsItemList,
    admin::goods_sec_item::GoodsSecItemCreate,
    admin::goods_sec_item::GoodsSecItemEdit,
    admin::goods_sec_item::GoodsSecItemHide,
    admin::goods_sec_item::GoodsSecItemList,
    admin::goods::GoodsCreate,
    admin::goods::GoodsEdit,
    admin::goods::GoodsHide,
    admin::goods::GoodsList,
    admin::service_group::ServiceGroupCreate,
    admin::service_group::ServiceGroupEdit,
    admin::service_group::ServiceGroupHide,
    admin::service_group::ServiceGroupList,
    admin::service::ServiceCreate,
    admin::service::ServiceEdit,
    admin::service::ServiceHide,
    admin::service::ServiceList,
    admin::ad::AdCreate,
    admin::ad::AdEdit,
    admin::ad::AdHide,
    admin::ad::AdList,
    admin::version::VersionCreate,
    admin::version::VersionHide,
    admin::version::VersionList,
    admin::message::MessageCreate,
    admin::message::MessageEdit,
    admin::message::MessageHide,
    admin::message::MessageList,
    admin::feedback::FeedbackList,
    admin::feedback::FeedbackHandle,
    admin::coupon_rule::CouponRuleList,
    admin::coupon_rule::CouponRuleEdit,
    admin::coupon::CouponGrant,
    admin::coupon::CouponRevoke,
    admin::coupon::CouponList,
    admin::game::GameCreate,
    admin::game::GameEdit,
    admin::game::GameHide,
    admin::game::GameList,
];
