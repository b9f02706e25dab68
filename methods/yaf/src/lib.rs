//! The methods of the Yaf-Server API, in the order of its documentation; what stands around them, and what operators
//! call, comes after.
//!
//! `user.pwd.edit` is `PwdEdit` in `user/pwd_edit.rs`, and so on; what operators do has a file for each thing, so that
//! `admin.link.edit` is `LinkEdit` in `admin/link.rs`. To add a method, write it and add its line here.

use signet_call::{Entry, Group, Pack, methods};

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
mod sms;
mod system;
pub mod tables;
mod upgrades;
mod user;

/// The product.
pub static PACK: Pack = Pack {
    name: "yaf",
    title: "Yaf-Server",
    groups: GROUPS,
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
    ],
    demo: Some(demo::load),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
};

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
    Group::new("admin.template", "管理：短信模板"),
    Group::new("admin.blacklist", "管理：短信黑名单"),
    Group::new("admin.notice", "管理：公告"),
    Group::new("admin.message", "管理：消息"),
    Group::new("admin.news", "管理：文章"),
    Group::new("admin.user", "管理：用户"),
    Group::new("admin.goods", "管理：商品"),
    Group::new("admin.order", "管理：订单"),
    Group::new("admin.image", "管理：图片"),
];

/// The table.
static METHODS: &[Entry] = methods![
    system::init::Init,
    system::upgrade::Upgrade,
    system::request_token::RequestToken,
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
    admin::template::TemplateCreate,
    admin::template::TemplateEdit,
    admin::template::TemplateHide,
    admin::template::TemplateList,
    admin::blacklist::BlacklistCreate,
    admin::blacklist::BlacklistDelete,
    admin::blacklist::BlacklistList,
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
    admin::user::UserList,
    admin::user::UserLock,
    admin::user::UserUnlock,
    admin::user::UserReset,
    admin::user::UserKick,
    admin::goods::GoodsCreate,
    admin::goods::GoodsEdit,
    admin::goods::GoodsHide,
    admin::goods::GoodsList,
    admin::order::OrderList,
    admin::order::OrderShip,
    admin::order::OrderClose,
    admin::image::ImageUpload,
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;
    use signet_call::{Entry, Table, is_required, members};
    use signet_wire::json::Object;

    use super::METHODS;

    /// Whether a method takes its documented example without one of the parameters.
    fn decodes_without(entry: &Entry, left_out: &str) -> bool {
        let mut example = entry.example();
        example.shift_remove(left_out);
        let text = Value::Object(example).to_string();
        entry.decode(Object::parse(&text).unwrap()).is_ok()
    }

    #[test]
    fn what_is_documented_as_required_is_required() {
        for entry in METHODS {
            let schema = entry.parameters_schema();
            let schema = schema.as_value();
            for (name, _) in members(schema, "properties") {
                assert_eq!(
                    decodes_without(entry, name),
                    !is_required(schema, name),
                    "{} without {name}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn the_table_can_be_served() {
        if let Err(error) = Table::check(METHODS).and_then(|()| Table::new(METHODS)) {
            panic!("{error}");
        }
    }

    #[test]
    fn a_method_its_file_and_its_struct_have_the_same_name() {
        for entry in METHODS {
            let (domain, verb) = entry.name.split_once('.').unwrap();
            let file = match domain {
                "admin" => verb.split_once('.').unwrap().0.to_owned(),
                _ => verb.replace('.', "_"),
            };
            let path = format!("src/{domain}/{file}.rs");
            let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path));
            let source = source.unwrap_or_else(|error| panic!("{}: {path}: {error}", entry.name));
            let words = verb
                .split('.')
                .map(|word| word[..1].to_uppercase() + &word[1..]);
            let expected = format!("pub(crate) struct {} ", words.collect::<String>());
            assert!(
                source.contains(&expected),
                "{}: {path} has no `{expected}`",
                entry.name
            );
        }
    }
}
