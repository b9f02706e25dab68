use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_store::users::User;

/// The session and the account that a client gets with a login.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Session {
    /// 会话 TOKEN
    token: String,
    /// 用户开放标识
    ///
    /// 唯一标识，避免隐私信息泄漏。
    open_id: String,
    /// 手机号码
    mobile: String,
    /// 头像地址
    ///
    /// 绝对地址；为空则显示默认头像。
    headimg: String,
    /// 昵称
    nickname: String,
    /// 个人简介
    intro: String,
    /// 注册时间
    ///
    /// 格式：Y-m-d H:i:s
    reg_time: String,
}

impl Session {
    pub(crate) fn new(ctx: &Ctx<'_>, token: String, user: User) -> Session {
        Session {
            token,
            reg_time: ctx.date_time(user.created_at),
            open_id: user.open_id,
            mobile: user.mobile,
            headimg: user.headimg,
            nickname: user.nickname,
            intro: user.intro,
        }
    }
}
