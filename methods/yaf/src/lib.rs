//! The methods of the Yaf-Server API, in the order of its documentation; what stands around them, and what operators
//! call, comes after.
//!
//! `user.pwd.edit` is `PwdEdit` in `user/pwd_edit.rs`, and so on. To add a method, write its file and add its
//! line here.

use signet_call::{Entry, Group, Pack, methods};
use signet_domain::content::CONTENT;

mod admin;
mod goods;
mod message;
mod news;
mod notice;
mod order;
mod sms;
mod system;
mod user;

/// The product.
pub static PACK: Pack = Pack {
    name: "yaf",
    title: "Yaf-Server",
    groups: GROUPS,
    methods: METHODS,
    snapshots: &[&CONTENT],
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
    admin::position_create::PositionCreate,
    admin::position_edit::PositionEdit,
    admin::position_hide::PositionHide,
    admin::position_list::PositionList,
    admin::ad_create::AdCreate,
    admin::ad_edit::AdEdit,
    admin::ad_hide::AdHide,
    admin::ad_list::AdList,
    admin::link_create::LinkCreate,
    admin::link_edit::LinkEdit,
    admin::link_hide::LinkHide,
    admin::link_list::LinkList,
    admin::category_create::CategoryCreate,
    admin::category_edit::CategoryEdit,
    admin::category_hide::CategoryHide,
    admin::category_list::CategoryList,
    admin::upgrade_create::UpgradeCreate,
    admin::upgrade_edit::UpgradeEdit,
    admin::upgrade_hide::UpgradeHide,
    admin::upgrade_list::UpgradeList,
    admin::config_create::ConfigCreate,
    admin::config_edit::ConfigEdit,
    admin::config_hide::ConfigHide,
    admin::config_list::ConfigList,
    admin::template_create::TemplateCreate,
    admin::template_edit::TemplateEdit,
    admin::template_hide::TemplateHide,
    admin::template_list::TemplateList,
    admin::blacklist_create::BlacklistCreate,
    admin::blacklist_delete::BlacklistDelete,
    admin::blacklist_list::BlacklistList,
    admin::notice_create::NoticeCreate,
    admin::notice_edit::NoticeEdit,
    admin::notice_hide::NoticeHide,
    admin::notice_list::NoticeList,
    admin::message_create::MessageCreate,
    admin::message_edit::MessageEdit,
    admin::message_hide::MessageHide,
    admin::message_list::MessageList,
    admin::news_create::NewsCreate,
    admin::news_edit::NewsEdit,
    admin::news_hide::NewsHide,
    admin::news_list::NewsList,
    admin::user_list::UserList,
    admin::user_lock::UserLock,
    admin::user_unlock::UserUnlock,
    admin::user_reset::UserReset,
    admin::user_kick::UserKick,
    admin::goods_create::GoodsCreate,
    admin::goods_edit::GoodsEdit,
    admin::goods_hide::GoodsHide,
    admin::goods_list::GoodsList,
    admin::order_list::OrderList,
    admin::order_ship::OrderShip,
    admin::order_close::OrderClose,
    admin::image_upload::ImageUpload,
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;
    use signet_call::{Entry, Table, is_required, members};
    use signet_domain::content::CONTENT;
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
            let path = format!("src/{domain}/{}.rs", verb.replace('.', "_"));
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
