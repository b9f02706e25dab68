//! Accounts.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Mobile, NewPassword, Page};
use signet_call::{Ctx, List, Operation};
use signet_domain::accounts::operators;
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::users::{self, Search};

/// 用户列表
///
/// 符合全部条件的用户，最新注册的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserList {
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
    mobile: String,
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

/// 锁定用户
///
/// 该用户的所有会话立即失效（601），并且不能再登录，直到解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserLock {
    /// 用户 ID
    userid: Id,
}

impl Operation for UserLock {
    const NAME: &'static str = "admin.user.lock";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::lock(ctx.services, audit, ctx.now, self.userid.value()).await
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
    const NAME: &'static str = "admin.user.unlock";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::unlock(ctx.services, audit, ctx.now, self.userid.value()).await
    }
}

/// 重置用户密码
///
/// 设置新密码；该用户的所有会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UserReset {
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
        let hash = ctx.services.passwords.hash(self.password.as_str()).await?;
        operators::reset(ctx.services, audit, ctx.now, self.userid.value(), hash).await
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
    const NAME: &'static str = "admin.user.kick";
    const FAULTS: &'static [Code] = &[Code::UserNotFound, Code::AccountClosed];
    const DONE: &'static str = "设置成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        operators::kick(ctx.services, audit, ctx.now, self.userid.value()).await
    }
}
