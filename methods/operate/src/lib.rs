//! The pack that is always enabled. It has the methods with which operators manage the gateway itself and the data that products share,
//! and the methods that every product needs.

use signet_call::{Entry, Group, Pack, methods};

mod admin;
mod system;

/// The pack.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    methods: METHODS,
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("operate", "运维")
};

const GROUPS: &[Group] = &[
    Group::new("system.request", "防重复提交"),
    Group::new("admin.template", "管理：短信模板"),
    Group::new("admin.blacklist", "管理：短信黑名单"),
    Group::new("admin.user", "管理：用户"),
    Group::new("admin.image", "管理：图片"),
    Group::new("admin.payment", "管理：支付"),
];

/// The table of the methods.
static METHODS: &[Entry] = methods![
    system::request_token::RequestToken,
    admin::template::TemplateCreate,
    admin::template::TemplateEdit,
    admin::template::TemplateHide,
    admin::template::TemplateList,
    admin::blacklist::BlacklistCreate,
    admin::blacklist::BlacklistDelete,
    admin::blacklist::BlacklistList,
    admin::user::UserList,
    admin::user::UserLock,
    admin::user::UserUnlock,
    admin::user::UserReset,
    admin::user::UserKick,
    admin::image::ImageUpload,
    admin::payment::PaymentList,
    admin::payment::PaymentSettle,
    admin::payment::PaymentRefund,
];
