//! Accounts.

use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Mobile, Page, Slug};
use signet_call::{Ctx, List, Operation, Violations};
use signet_domain::accounts::operators::{self, Subject};
use signet_domain::audit::{Audit, Audited};
use signet_domain::masked;
use signet_fault::{Code, Fault};
use signet_store::identities::{self, Identity};
use signet_store::users::{self, Search, User};
use signet_store::{Connection, Error, PageRequest, Paged};

use crate::account::password_is_ok;
use crate::client::{WECHAT_APP, WECHAT_MP};
use crate::parameters::NewPassword;
use crate::{PACK, SALON};

/// 用户列表
///
/// 符合全部条件的用户，最新注册的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserList {
    /// 手机号
    #[deserr(default)]
    #[schemars(example = &"13333333333")]
    mobile: Option<Mobile>,
    /// 状态
    ///
    /// 0 - 已注销、1 - 正常、2 - 已锁定。
    #[deserr(default)]
    #[schemars(example = 1)]
    state: Option<Integer<0, 2>>,
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
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 用户
#[derive(Serialize, JsonSchema)]
pub(crate) struct UserView {
    /// 用户 ID
    userid: i64,
    /// 手机号
    mobile: String,
    /// 昵称
    ///
    /// 没有则为空字符串。
    nickname: String,
    /// 密码是否不需要修改
    ///
    /// 0 - 需要修改、1 - 不需要修改。
    password_is_ok: i64,
    /// App 的微信 openid
    ///
    /// 只显示首尾，没有绑定则为空字符串。
    openid_app: String,
    /// 微信端的 openid
    ///
    /// 只显示首尾，没有绑定则为空字符串。
    openid_mp: String,
    /// 积分
    point: i64,
    /// 状态
    ///
    /// 0 - 已注销、1 - 正常、2 - 已锁定。
    state: i64,
    /// 注册时间
    c_time: String,
    /// 最近登录时间
    ///
    /// 没有登录过则为空字符串。
    last_login_time: String,
}

impl Operation for UserList {
    const NAME: &'static str = "admin.salon.user.list";
    const ONCE: bool = false;
    type Reply = List<UserView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            realm: SALON.name().to_owned(),
            mobile: self.mobile.map(Mobile::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
            state: self.state.map(Integer::value),
        };
        let read =
            move |connection: &mut Connection| Ok(read_page(connection, &search, page.request())?);
        let users = audit.disclosure(&ctx.services.store, read).await?;
        let view = |(user, own): (User, Vec<Identity>)| view(ctx, user, &own);
        Ok(users.map(|users| List::of(page, users, view)))
    }
}

/// Reads a page of accounts, and their identities in one more query.
fn read_page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<(User, Vec<Identity>)>, Error> {
    let users = users::page(connection, search, page)?;
    let ids: Vec<i64> = users.rows.iter().map(|user| user.id).collect();
    let mut by_user: HashMap<i64, Vec<Identity>> = HashMap::new();
    for identity in identities::of_users(connection, &ids)? {
        by_user.entry(identity.user_id).or_default().push(identity);
    }
    let with_own = |user: User| {
        let own = by_user.remove(&user.id);
        (user, own.unwrap_or_default())
    };
    Ok(Paged {
        total: users.total,
        rows: users.rows.into_iter().map(with_own).collect(),
    })
}

fn view(ctx: &Ctx<'_>, user: User, own: &[Identity]) -> UserView {
    let openid = |provider: &str| {
        let mut own = own.iter();
        let bound = own.find(|identity| identity.provider == provider);
        bound.map_or_else(String::new, |identity| masked::id(&identity.subject))
    };
    UserView {
        userid: user.id,
        password_is_ok: password_is_ok(&user).into(),
        mobile: user.mobile,
        nickname: user.nickname,
        openid_app: openid(WECHAT_APP.name()),
        openid_mp: openid(WECHAT_MP.name()),
        point: user.points,
        state: user.state,
        c_time: ctx.date_time(user.created_at),
        last_login_time: user
            .last_login_at
            .map(|at| ctx.date_time(at))
            .unwrap_or_default(),
    }
}

/// Returns the account that a call is about.
fn subject(userid: Id) -> Subject {
    Subject {
        realm: &SALON,
        user_id: userid.value(),
    }
}

/// The faults of the methods of operators on one account.
const FAULTS: &[Code] = &[Code::UserNotFound, Code::AccountClosed];

/// 锁定用户
///
/// 该用户的所有会话立即失效（601），并且不能再登录，直到解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserLock {
    /// 用户 ID
    userid: Id,
}

impl Operation for UserLock {
    const NAME: &'static str = "admin.salon.user.lock";
    const FAULTS: &'static [Code] = FAULTS;
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::lock(ctx.services, audit, ctx.now, subject(self.userid)).await
    }
}

/// 解锁用户
///
/// 该用户可以重新登录；同时解除密码错误次数过多的锁定（607）。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserUnlock {
    /// 用户 ID
    userid: Id,
}

impl Operation for UserUnlock {
    const NAME: &'static str = "admin.salon.user.unlock";
    const FAULTS: &'static [Code] = FAULTS;
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::unlock(ctx.services, audit, ctx.now, subject(self.userid)).await
    }
}

/// 踢用户下线
///
/// 该用户的所有会话立即失效（601），可以重新登录。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserKick {
    /// 用户 ID
    userid: Id,
}

impl Operation for UserKick {
    const NAME: &'static str = "admin.salon.user.kick";
    const FAULTS: &'static [Code] = FAULTS;
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::kick(ctx.services, audit, ctx.now, subject(self.userid)).await
    }
}

/// 重置用户密码
///
/// 设置新密码；该用户的所有会话得到 606，password_is_ok 变为 0，app 会要求用户换一个密码。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserReset {
    /// 用户 ID
    userid: Id,
    /// 新密码
    ///
    /// 6-64 个字符。
    password: NewPassword,
}

impl Operation for UserReset {
    const NAME: &'static str = "admin.salon.user.reset";
    const FAULTS: &'static [Code] = FAULTS;
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let (subject, password) = (subject(self.userid), self.password.as_str());
        operators::reset(ctx.services, audit, ctx.now, subject, password).await
    }
}

/// 解除微信绑定
///
/// 该用户的所有会话立即失效（601）。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserUnbind {
    /// 用户 ID
    userid: Id,
    /// 微信
    ///
    /// salon_wechat_app - App、salon_wechat_mp - 微信端。
    #[schemars(example = &"salon_wechat_app")]
    provider: Slug,
}

impl Operation for UserUnbind {
    const NAME: &'static str = "admin.salon.user.unbind";
    const FAULTS: &'static [Code] = &[
        Code::UserNotFound,
        Code::AccountClosed,
        Code::RecordNotFound,
    ];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let mut known = PACK.identities.iter();
        let provider = known.find(|provider| provider.name() == self.provider.as_str());
        let rule = "必须为salon_wechat_app或salon_wechat_mp";
        let provider = provider.ok_or_else(|| Violations::one("provider", rule))?;
        operators::unbind(ctx.services, audit, ctx.now, subject(self.userid), provider).await
    }
}
