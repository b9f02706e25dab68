use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signet_call::{Ctx, Method};
use signet_domain::sessions::profiles;
use signet_fault::Fault;
use signet_store::{Connection, users};

/// 用户详情
///
/// 当前登录用户的资料。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {}

/// The user who is logged in; sessions keep a copy in this form.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Profile {
    /// 手机账号
    mobile: String,
    /// 用户开放标识
    ///
    /// 用于对外分享时使用的标识。
    open_id: String,
    /// 昵称
    nickname: String,
    /// 头像
    headimg: String,
    /// 个人简介
    intro: String,
    /// 注册时间
    c_time: String,
}

impl Method for Detail {
    const NAME: &'static str = "user.detail";
    type Reply = Profile;
    const DONE: &'static str = "信息获取成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Profile, Fault> {
        let live = ctx.live_session()?;
        let zone = ctx.services.zone.clone();
        let read = move |connection: &mut Connection, id| {
            let user = users::by_id(connection, id)?;
            Ok(user.map(|user| Profile {
                c_time: zone.date_time(user.created_at),
                mobile: user.mobile,
                open_id: user.open_id,
                nickname: user.nickname,
                headimg: user.headimg,
                intro: user.intro,
            }))
        };
        profiles::of(ctx.services, ctx.now, &live.key, &live.session, read).await
    }
}
