//! The methods of the salon API, the consumers' app of a hair salon brand, in the order of its document. The methods of operators come
//! after.
//!
//! `salon.account.points.list` is `PointsList` in `account/points_list.rs`, and so on. The methods of operators have one file for each
//! subject. `login` has the three ways to get a token. The way by SMS also registers an account, sets the password and binds WeChat.
//! `client` has the clients that log in, `openid` checks the proofs of WeChat's ids, `points` gives points, [`tables`] has the tables.

use signet_call::{Entry, Group, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::realms::Realm;

mod account;
mod admin;
mod avatar;
mod client;
mod demo;
mod faults;
mod login;
mod openid;
mod parameters;
mod points;
mod settings;
mod sms;
pub mod tables;
mod wire;

/// The product.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    realms: &[&SALON],
    methods: METHODS,
    faults: faults::ALL,
    wire: Some(&wire::WIRE),
    identities: &[&client::WECHAT_APP, &client::WECHAT_MP],
    settings: Some(&settings::SETTINGS),
    migrations: signet_store::migrations!["../../../migrations", "salon": "0001_salon"],
    demo: Some(demo::load),
    walk: include_str!("demo/walk.sh"),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("salon", "美发")
};

/// The accounts of this product.
static SALON: Realm = Realm::new("salon")
    .showing_weak_passwords()
    .hiding_accounts();

/// The classes of apps that may call the methods that are not for operators.
const CLIENTS: &[AppClass] = &[AppClass::App, AppClass::H5, AppClass::Wire];

const GROUPS: &[Group] = &[
    Group::new("salon.sms", "短信"),
    Group::new("salon.login", "登录"),
    Group::new("salon.account", "帐号"),
    Group::new("admin.salon.brand", "管理：美发品牌"),
    Group::new("admin.salon.shop", "管理：美发门店"),
    Group::new("admin.salon.test", "管理：美发测试"),
    Group::new("admin.salon.points", "管理：美发积分"),
    Group::new("admin.salon.user", "管理：美发用户"),
];

/// The table of the methods.
static METHODS: &[Entry] = methods![in SALON:
    sms::send::Send,
    login::grant::Grant,
    login::revoke::Revoke,
    account::detail::Detail,
    account::edit::Edit,
    account::password_edit::PasswordEdit,
    account::shops_list::ShopsList,
    account::points_list::PointsList,
    account::avatar_upload::AvatarUpload,
    admin::brand::BrandCreate,
    admin::brand::BrandEdit,
    admin::brand::BrandHide,
    admin::brand::BrandList,
    admin::shop::ShopCreate,
    admin::shop::ShopEdit,
    admin::shop::ShopHide,
    admin::shop::ShopList,
    admin::test::TestCreate,
    admin::test::TestFinish,
    admin::test::TestHide,
    admin::test::TestList,
    admin::points::PointsGive,
    admin::points::PointsList,
    admin::user::UserList,
    admin::user::UserLock,
    admin::user::UserUnlock,
    admin::user::UserKick,
    admin::user::UserReset,
    admin::user::UserUnbind,
];
