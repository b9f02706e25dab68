//! The methods of the Yaf-Server API, in the order of its documentation. The methods that it lacks and the methods of operators
//! come after.
//!
//! `user.pwd.edit` is `PwdEdit` in `user/pwd_edit.rs`, and so on; the methods of operators have one file for each kind of record,
//! so that `admin.link.edit` is `LinkEdit` in `admin/link.rs`. To add a method, write it and add its line here.

use signet_call::{Entry, Group, Pack, methods};
use signet_domain::realms::Realm;

use crate::content::CONTENT;

mod admin;
mod categories;
pub mod content;
mod demo;
mod faults;
mod goods;
mod message;
mod news;
mod notice;
mod order;
mod points;
mod sms;
mod system;
pub mod tables;
mod upgrades;
mod user;

/// The product.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    realms: &[&YAF],
    methods: METHODS,
    snapshots: &[&CONTENT],
    faults: faults::ALL,
    migrations: signet_store::migrations![
        "../../../migrations", "yaf":
        "0001_content",
        "0002_categories",
        "0003_articles",
        "0004_goods",
        "0005_orders",
        "0006_sms",
    ],
    demo: Some(demo::load),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("yaf", "Yaf-Server")
};

/// The accounts of this product.
static YAF: Realm = Realm::new("yaf");

const GROUPS: &[Group] = &[
    Group::new("system", "系统"),
    Group::new("user", "用户"),
    Group::new("sms", "短信"),
    Group::new("notice", "公告"),
    Group::new("message", "消息"),
    Group::new("news", "文章"),
    Group::new("goods", "积分商城"),
    Group::new("order", "订单"),
    Group::new("admin.position", "管理：广告位"),
    Group::new("admin.ad", "管理：广告"),
    Group::new("admin.link", "管理：友情链接"),
    Group::new("admin.category", "管理：分类"),
    Group::new("admin.upgrade", "管理：升级"),
    Group::new("admin.config", "管理：系统配置"),
    Group::new("admin.notice", "管理：公告"),
    Group::new("admin.message", "管理：消息"),
    Group::new("admin.news", "管理：文章"),
    Group::new("admin.goods", "管理：商品"),
    Group::new("admin.order", "管理：订单"),
];

/// The table of the methods.
static METHODS: &[Entry] = methods![in YAF:
    system::init::Init,
    system::upgrade::Upgrade,
    system::upload::Upload,
    user::login::Login,
    user::register::Register,
    user::logout::Logout,
    sms::send::Send,
    sms::verify::Verify,
    user::pwd_edit::PwdEdit,
    user::pwd_find::PwdFind,
    user::detail::Detail,
    user::nickname_edit::NicknameEdit,
    user::mobile_change::MobileChange,
    system::ads::Ads,
    system::link::Link,
    system::category_list::CategoryList,
    system::home::Home,
    notice::list::List,
    notice::detail::Detail,
    notice::unread_count::UnreadCount,
    message::list::List,
    message::read_status::ReadStatus,
    news::list::List,
    news::detail::Detail,
    goods::list::List,
    goods::detail::Detail,
    order::list::List,
    order::create::Create,
    order::detail::Detail,
    order::cancel::Cancel,
    order::confirm::Confirm,
    user::address_list::AddressList,
    user::address_add::AddressAdd,
    user::address_edit::AddressEdit,
    user::address_delete::AddressDelete,
    user::address_default_set::AddressDefaultSet,
    user::points_list::PointsList,
    admin::position::PositionCreate,
    admin::position::PositionEdit,
    admin::position::PositionHide,
    admin::position::PositionList,
    admin::ad::AdCreate,
    admin::ad::AdEdit,
    admin::ad::AdHide,
    admin::ad::AdList,
    admin::link::LinkCreate,
    admin::link::LinkEdit,
    admin::link::LinkHide,
    admin::link::LinkList,
    admin::category::CategoryCreate,
    admin::category::CategoryEdit,
    admin::category::CategoryHide,
    admin::category::CategoryList,
    admin::upgrade::UpgradeCreate,
    admin::upgrade::UpgradeEdit,
    admin::upgrade::UpgradeHide,
    admin::upgrade::UpgradeList,
    admin::config::ConfigCreate,
    admin::config::ConfigEdit,
    admin::config::ConfigHide,
    admin::config::ConfigList,
    admin::notice::NoticeCreate,
    admin::notice::NoticeEdit,
    admin::notice::NoticeHide,
    admin::notice::NoticeList,
    admin::message::MessageCreate,
    admin::message::MessageEdit,
    admin::message::MessageHide,
    admin::message::MessageList,
    admin::news::NewsCreate,
    admin::news::NewsEdit,
    admin::news::NewsHide,
    admin::news::NewsList,
    admin::goods::GoodsCreate,
    admin::goods::GoodsEdit,
    admin::goods::GoodsHide,
    admin::goods::GoodsList,
    admin::order::OrderList,
    admin::order::OrderShip,
    admin::order::OrderClose,
];
