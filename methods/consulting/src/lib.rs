//! The methods of the consulting API in the order of its document: buyers publish needs and pay for them, consultants answer them. The
//! methods of operators come after.
//!
//! `consulting.post.publish` is `Publish` in `post/publish.rs`, `consulting.consultant.order.accept` is `OrderAccept` in
//! `consultant/order_accept.rs`, and so on. The methods of operators have one file for each subject. The code that both sides share is
//! in `accounts`, with a thin file for each side. `lifecycle` moves posts, orders and money; `tables` are the tables.

use std::time::Duration;

use futures_util::FutureExt;
use signet_call::{Entry, Group, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::jobs::Job;
use signet_domain::payments::Charges;
use signet_domain::realms::Realm;

mod accounts;
mod admin;
mod consultant;
mod demo;
mod faults;
mod lifecycle;
mod order;
mod parameters;
mod pay;
mod post;
mod side;
pub mod tables;
mod tag;
mod user;
mod wire;

/// The product.
pub static PACK: Pack = Pack {
    groups: GROUPS,
    realms: &[&CONSULTING, &CONSULTANT],
    methods: METHODS,
    faults: faults::ALL,
    wire: Some(&wire::WIRE),
    charges: &[Charges {
        realm: &CONSULTING,
        paid: lifecycle::payment::paid,
        refunded: |_, _, _| Ok(()),
        is_alive: lifecycle::payment::is_alive,
    }],
    jobs: JOBS,
    migrations: signet_store::migrations!["../../../migrations", "consulting": "0001_consulting"],
    demo: Some(demo::load),
    walk: include_str!("demo/walk.sh"),
    english: include_str!("../english.toml"),
    examples: include_str!("../examples.json"),
    ..Pack::new("consulting", "咨询")
};

/// The accounts of buyers.
static CONSULTING: Realm = Realm::new("consulting");

/// The accounts of consultants.
static CONSULTANT: Realm = Realm::new("consultant");

/// The periodic jobs.
const JOBS: &[Job] = &[Job {
    name: "consulting.order.sweep",
    every: Duration::from_secs(600),
    run: |services, now| lifecycle::sweep::run(services, now).boxed_local(),
}];

/// The classes of apps that may call the methods that are not for operators.
const CLIENTS: &[AppClass] = &[AppClass::App, AppClass::H5, AppClass::Wire];

const GROUPS: &[Group] = &[
    Group::new("consulting.user", "客户"),
    Group::new("consulting.post", "需求"),
    Group::new("consulting.order", "订单"),
    Group::new("consulting.pay", "支付"),
    Group::new("consulting.tag", "标签"),
    Group::new("consulting.consultant", "顾问"),
    Group::new("admin.consulting.tag", "管理：咨询标签"),
    Group::new("admin.consulting.consultant", "管理：顾问"),
    Group::new("admin.consulting.post", "管理：咨询需求"),
    Group::new("admin.consulting.order", "管理：咨询订单"),
    Group::new("admin.consulting.income", "管理：顾问收入"),
    Group::new("admin.consulting.payout", "管理：顾问付款"),
];

/// The table of the methods.
static METHODS: &[Entry] = methods![
    in CONSULTING:
    user::signin::Signin,
    user::register::Register,
    user::login::Login,
    user::sms::Sms,
    user::password::Password,
    user::logout::Logout,
    post::publish::Publish,
    post::modify::Modify,
    post::delete::Delete,
    post::check::Check,
    order::add::Add,
    order::cancel::Cancel,
    order::delete::Delete,
    order::offers::Offers,
    order::check::Check,
    order::confirm::Confirm,
    pay::init::Init,
    pay::check::Check,
    tag::check::Check,
    in CONSULTANT:
    consultant::signin::Signin,
    consultant::register::Register,
    consultant::login::Login,
    consultant::sms::Sms,
    consultant::password::Password,
    consultant::logout::Logout,
    post::acquire::Acquire,
    consultant::order_accept::OrderAccept,
    consultant::order_cancel::OrderCancel,
    consultant::order_complete::OrderComplete,
    consultant::order_check::OrderCheck,
    consultant::order_delete::OrderDelete,
    consultant::income_check::IncomeCheck,
    in CONSULTING:
    admin::tag::TagCreate,
    admin::tag::TagEdit,
    admin::tag::TagHide,
    admin::tag::TagList,
    admin::consultant::ConsultantList,
    admin::consultant::ConsultantApprove,
    admin::consultant::ConsultantSuspend,
    admin::post::PostList,
    admin::post::PostClose,
    admin::post::PostHide,
    admin::post::PostShow,
    admin::order::OrderList,
    admin::order::OrderRefund,
    admin::order::OrderFinish,
    admin::order::OrderSweep,
    admin::income::IncomeList,
    admin::payout::PayoutCreate,
];
