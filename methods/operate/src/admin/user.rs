//! Accounts.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Mobile, NewPassword, Page, Slug};
use signet_call::{Ctx, List, Operation, Violations};
use signet_domain::accounts::operators::{self, Subject};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::users::{self, Search};

use super::realm;

/// 用户列表
///
/// 符合全部条件的用户，最新注册的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserList {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
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
    state: Option<Integer<0, 2>>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// An account as an operator sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    /// 用户 ID
    userid: i64,
    /// 手机号
    ///
    /// 没有手机号则为空字符串。
    mobile: String,
    /// 用户名
    ///
    /// 没有用户名则没有此项。
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// 昵称
    nickname: String,
    /// 积分
    points: i64,
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
    /// 最近登录 IP
    ///
    /// 没有登录过则为空字符串。
    last_login_ip: String,
}

impl Operation for UserList {
    const NAME: &'static str = "admin.user.list";
    const ONCE: bool = false;
    type Reply = List<User>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<List<User>>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            realm: realm::find(&ctx.services.realms, self.realm.as_ref())?
                .name()
                .to_owned(),
            mobile: self.mobile.map(Mobile::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
            state: self.state.map(Integer::value),
        };
        let users = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(users::page(connection, &search, page.request())?)
            })
            .await?;
        let row = |user: users::User| User {
            userid: user.id,
            mobile: user.mobile,
            username: Some(user.username).filter(|name| !name.is_empty()),
            nickname: user.nickname,
            points: user.points,
            state: user.state,
            c_time: ctx.date_time(user.created_at),
            last_login_time: user
                .last_login_at
                .map(|at| ctx.date_time(at))
                .unwrap_or_default(),
            last_login_ip: user.last_login_ip,
        };
        Ok(users.map(|users| List::of(page, users, row)))
    }
}

/// Returns the account that a call is about.
fn subject(ctx: &Ctx<'_>, realm: Option<Slug>, userid: Id) -> Result<Subject, Violations> {
    Ok(Subject {
        realm: realm::find(&ctx.services.realms, realm.as_ref())?,
        user_id: userid.value(),
    })
}

/// 锁定用户
///
/// 该用户的所有会话立即失效（601），并且不能再登录，直到解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserLock {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
    /// 用户 ID
    userid: Id,
}

impl Operation for UserLock {
    const NAME: &'static str = "admin.user.lock";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let subject = subject(ctx, self.realm, self.userid)?;
        operators::lock(ctx.services, audit, ctx.now, subject).await
    }
}

/// 解锁用户
///
/// 该用户可以重新登录；同时解除密码错误次数过多的锁定（607）。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserUnlock {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
    /// 用户 ID
    userid: Id,
}

impl Operation for UserUnlock {
    const NAME: &'static str = "admin.user.unlock";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let subject = subject(ctx, self.realm, self.userid)?;
        operators::unlock(ctx.services, audit, ctx.now, subject).await
    }
}

/// 重置用户密码
///
/// 设置新密码；该用户的所有会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserReset {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
    /// 用户 ID
    userid: Id,
    /// 新密码
    ///
    /// 6-20 位数字字母下划线破折号组成。
    password: NewPassword,
}

impl Operation for UserReset {
    const NAME: &'static str = "admin.user.reset";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let subject = subject(ctx, self.realm, self.userid)?;
        let password = self.password.as_str();
        operators::reset(ctx.services, audit, ctx.now, subject, password).await
    }
}

/// 踢用户下线
///
/// 该用户的所有会话立即失效（601），可以重新登录。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserKick {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
    /// 用户 ID
    userid: Id,
}

impl Operation for UserKick {
    const NAME: &'static str = "admin.user.kick";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let subject = subject(ctx, self.realm, self.userid)?;
        operators::kick(ctx.services, audit, ctx.now, subject).await
    }
}
