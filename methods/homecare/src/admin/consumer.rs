//! Accounts of this product. The methods `admin.user.*` lock accounts and end their sessions.

use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Integer, Mobile, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_fault::Fault;
use signet_store::users::{self, Search, User};
use signet_store::{Connection, Error, PageRequest, Paged};

use crate::HOMECARE;
use crate::tables::consumers::{self, Consumer};
use crate::tables::{coupons, invites, orders};

/// 用户列表
///
/// 符合全部条件的用户，最新注册的在前。锁定、下线用 admin.user 的方法。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ConsumerList {
    /// 手机号
    #[deserr(default)]
    mobile: Option<Mobile>,
    /// 注册时间起
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 注册时间止
    ///
    /// 格式：Y-m-d H:i:s，包含这一秒。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 状态
    ///
    /// 0 - 已注销、1 - 正常、2 - 已锁定。
    #[deserr(default)]
    #[schemars(example = &1)]
    state: Option<Integer<0, 2>>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 用户
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConsumerView {
    /// 用户 ID
    userid: i64,
    /// 手机号
    mobile: String,
    /// 用户地址
    address: String,
    /// 用户性别
    ///
    /// 1 - 男、2 - 女、3 - 保密。
    sex: i64,
    /// 生日
    ///
    /// 格式：Y-m-d，没有则为空字符串。
    birthday: String,
    /// 邀请码
    invite_code: String,
    /// 邀请者的用户 ID
    ///
    /// 0 - 没有。
    inviter_userid: i64,
    /// 订单数
    orders: i64,
    /// 优惠券数
    coupons: i64,
    /// 状态
    ///
    /// 0 - 已注销、1 - 正常、2 - 已锁定。
    state: i64,
    /// 注册时间
    c_time: String,
}

/// An account with the data that the product keeps for it.
struct Whole {
    user: User,
    consumer: Option<Consumer>,
    inviter_id: i64,
    orders: i64,
    coupons: i64,
}

impl Operation for ConsumerList {
    const NAME: &'static str = "admin.homecare.consumer.list";
    const ONCE: bool = false;
    type Reply = List<ConsumerView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            realm: HOMECARE.name().to_owned(),
            mobile: self.mobile.map(Mobile::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
            state: self.state.map(Integer::value),
        };
        let read =
            move |connection: &mut Connection| Ok(read_page(connection, &search, page.request())?);
        let accounts = audit.disclosure(&ctx.services.store, read).await?;
        let row = |account: Whole| account.shown(ctx);
        Ok(accounts.map(|accounts| List::of(page, accounts, row)))
    }
}

/// Reads a page of accounts. Reads the data of these accounts in four queries.
fn read_page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<Whole>, Error> {
    let users = users::page(connection, search, page)?;
    let ids: Vec<i64> = users.rows.iter().map(|user| user.id).collect();
    let consumers = consumers::of_users(connection, &ids)?.into_iter();
    let mut consumers: HashMap<i64, Consumer> = consumers.map(|row| (row.user_id, row)).collect();
    let inviters: HashMap<i64, i64> = invites::inviters_of(connection, &ids)?
        .into_iter()
        .collect();
    let orders: HashMap<i64, i64> = orders::counts(connection, &ids)?.into_iter().collect();
    let coupons: HashMap<i64, i64> = coupons::counts(connection, &ids)?.into_iter().collect();
    let of = |numbers: &HashMap<i64, i64>, id: i64| numbers.get(&id).copied().unwrap_or_default();
    let whole = |user: User| Whole {
        consumer: consumers.remove(&user.id),
        inviter_id: of(&inviters, user.id),
        orders: of(&orders, user.id),
        coupons: of(&coupons, user.id),
        user,
    };
    Ok(Paged {
        total: users.total,
        rows: users.rows.into_iter().map(whole).collect(),
    })
}

impl Whole {
    fn shown(self, ctx: &Ctx<'_>) -> ConsumerView {
        let (address, sex, birthday, invite_code) = match self.consumer {
            Some(row) => (row.address, row.sex, row.birthday, row.invite_code),
            None => (
                String::new(),
                consumers::SECRET,
                String::new(),
                String::new(),
            ),
        };
        ConsumerView {
            userid: self.user.id,
            mobile: self.user.mobile,
            address,
            sex,
            birthday,
            invite_code,
            inviter_userid: self.inviter_id,
            orders: self.orders,
            coupons: self.coupons,
            state: self.user.state,
            c_time: ctx.date_time(self.user.created_at),
        }
    }
}
