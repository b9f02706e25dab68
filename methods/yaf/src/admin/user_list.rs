use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Integer, Mobile, Page};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
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

impl Method for UserList {
    const NAME: &'static str = "admin.user.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const DISCLOSES: bool = true;
    type Reply = List<User>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<User>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            mobile: self.mobile.map(Mobile::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
            state: self.state.map(Integer::value),
        };
        let found = ctx
            .disclose(move |connection| Ok(users::page(connection, &search, page.window())?))
            .await?;
        Ok(List::of(page, found, |user| User {
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
        }))
    }
}
