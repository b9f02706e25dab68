//! The methods of the tea shop API in the order of its document: accounts, the home page and goods, the checkout, carts, favourites and
//! addresses. The methods without a route in the document follow, then the methods of operators.
//!
//! `teahouse.user.pwd.find` is `PwdFind` in `user/pwd_find.rs`, and so on. The methods of operators have a file for each subject. `tables`
//! contains the tables, and `content` contains what is served from memory. `pricing`, `checkout` and `goods::specs` contain the
//! calculations.

use std::time::Duration;

use futures_util::FutureExt;
use signet_call::{Entry, Group, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::jobs::Job;
use signet_domain::payments::Charges;
use signet_domain::realms::Realm;

mod address;
mod admin;
mod area;
mod cart;
pub mod checkout;
mod content;
mod demo;
mod faults;
mod favorite;
mod fcode;
mod flash;
pub mod goods;
mod home;
mod invoice;
mod mansong;
mod order;
mod paging;
mod parameters;
mod paypwd;
mod picture;
pub mod pricing;
mod providers;
mod sample;
mod sms;
pub mod tables;
mod taster;
mod user;
mod voucher;
mod wire;

/// The product.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    realms: &[&TEAHOUSE],
    methods: METHODS,
    snapshots: &[&content::CONTENT],
    faults: faults::ALL,
    wire: Some(&wire::WIRE),
    identities: providers::ALL,
    charges: &[Charges {
        realm: &TEAHOUSE,
        paid: order::charges::paid,
        refunded: |_, _, _| Ok(()),
        is_alive: order::charges::is_alive,
    }],
    jobs: JOBS,
    migrations: signet_store::migrations![
        "../../../migrations", "teahouse":
        "0001_members", "0002_goods", "0003_promotions", "0004_orders"
    ],
    demo: Some(demo::load),
    walk: include_str!("demo/walk.sh"),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("teahouse", "茶汇通")
};

/// The accounts of members.
static TEAHOUSE: Realm = Realm::new("teahouse");

/// The jobs that run repeatedly.
const JOBS: &[Job] = &[Job {
    name: "teahouse.order.expire",
    every: Duration::from_secs(300),
    run: |services, now| order::overdue::run(services, now).boxed_local(),
}];

/// The classes of apps that may call the methods that have a route in the document.
const CLIENTS: &[AppClass] = &[AppClass::App, AppClass::H5, AppClass::Wire];

/// The classes of apps that may call the methods that accept only signed calls.
const SIGNED: &[AppClass] = &[AppClass::App, AppClass::H5];

const GROUPS: &[Group] = &[
    Group::new("teahouse.user", "会员"),
    Group::new("teahouse.sms", "短信"),
    Group::new("teahouse.home", "首页"),
    Group::new("teahouse.goods", "商品"),
    Group::new("teahouse.sample", "免费茶样"),
    Group::new("teahouse.flash", "限时抢购"),
    Group::new("teahouse.taster", "茶艺师推荐"),
    Group::new("teahouse.order", "订单"),
    Group::new("teahouse.cart", "购物车"),
    Group::new("teahouse.favorite", "收藏"),
    Group::new("teahouse.voucher", "代金券"),
    Group::new("teahouse.invoice", "发票信息"),
    Group::new("teahouse.paypwd", "支付密码"),
    Group::new("teahouse.address", "收货地址"),
    Group::new("teahouse.area", "地区"),
    Group::new("admin.teahouse.order", "管理：茶汇通订单"),
    Group::new("admin.teahouse.store", "管理：茶汇通店铺"),
    Group::new("admin.teahouse.class", "管理：茶汇通商品分类"),
    Group::new("admin.teahouse.goods", "管理：茶汇通商品"),
    Group::new("admin.teahouse.transport", "管理：茶汇通运费模板"),
    Group::new("admin.teahouse.promotion", "管理：茶汇通促销"),
    Group::new("admin.teahouse.mansong", "管理：茶汇通满即送"),
    Group::new("admin.teahouse.voucher", "管理：茶汇通代金券"),
    Group::new("admin.teahouse.fcode", "管理：茶汇通 F 码"),
    Group::new("admin.teahouse.sample", "管理：茶汇通免费茶样"),
    Group::new("admin.teahouse.predeposit", "管理：茶汇通预存款"),
    Group::new("admin.teahouse.block", "管理：茶汇通首页图片"),
    Group::new("admin.teahouse.taster", "管理：茶汇通茶艺师推荐"),
];

/// The table of methods.
static METHODS: &[Entry] = methods![
    in TEAHOUSE:
    user::login::Login,
    user::register::Register,
    user::identity_login::IdentityLogin,
    sms::send::Send,
    home::page::Page,
    goods::detail::Detail,
    goods::body::Body,
    sample::past::Past,
    sample::current::Current,
    flash::today::Today,
    flash::tomorrow::Tomorrow,
    taster::list::List,
    user::pwd_find::PwdFind,
    user::pwd_edit::PwdEdit,
    user::summary::Summary,
    user::detail::Detail,
    user::edit::Edit,
    order::prepare::Prepare,
    order::freight::Freight,
    order::create::Create,
    cart::list::List,
    cart::add::Add,
    cart::delete::Delete,
    cart::edit::Edit,
    favorite::list::List,
    favorite::add::Add,
    favorite::delete::Delete,
    address::list::List,
    address::detail::Detail,
    address::delete::Delete,
    address::add::Add,
    address::edit::Edit,
    area::list::List,
    order::pay::Pay,
    order::list::List,
    order::detail::Detail,
    order::cancel::Cancel,
    order::receive::Receive,
    sms::pay::Pay,
    paypwd::set::Set,
    user::avatar::Avatar,
    user::logout::Logout,
    invoice::add::Add,
    invoice::list::List,
    invoice::delete::Delete,
    voucher::list::List,
    admin::order::OrderList,
    admin::order::OrderDetail,
    admin::order::OrderShip,
    admin::order::OrderClose,
    admin::store::StoreCreate,
    admin::store::StoreEdit,
    admin::store::StoreHide,
    admin::store::StoreList,
    admin::store::StoreOffpay,
    admin::class::ClassCreate,
    admin::class::ClassEdit,
    admin::class::ClassHide,
    admin::class::ClassList,
    admin::goods::GoodsCreate,
    admin::goods::GoodsEdit,
    admin::goods::GoodsHide,
    admin::goods::GoodsList,
    admin::goods::GoodsStock,
    admin::transport::TransportCreate,
    admin::transport::TransportEdit,
    admin::transport::TransportHide,
    admin::transport::TransportList,
    admin::promotion::PromotionCreate,
    admin::promotion::PromotionEdit,
    admin::promotion::PromotionHide,
    admin::promotion::PromotionList,
    admin::mansong::MansongCreate,
    admin::mansong::MansongEdit,
    admin::mansong::MansongHide,
    admin::mansong::MansongList,
    admin::voucher::VoucherCreate,
    admin::voucher::VoucherEdit,
    admin::voucher::VoucherHide,
    admin::voucher::VoucherList,
    admin::voucher::VoucherGrant,
    admin::voucher::VoucherGranted,
    admin::fcode::FcodeCreate,
    admin::fcode::FcodeList,
    admin::sample::SampleCreate,
    admin::sample::SampleEdit,
    admin::sample::SampleHide,
    admin::sample::SampleList,
    admin::sample::SampleClaims,
    admin::predeposit::PredepositAdd,
    admin::predeposit::PredepositList,
    admin::block::BlockCreate,
    admin::block::BlockEdit,
    admin::block::BlockHide,
    admin::block::BlockList,
    admin::taster::TasterCreate,
    admin::taster::TasterEdit,
    admin::taster::TasterHide,
    admin::taster::TasterList,
];
