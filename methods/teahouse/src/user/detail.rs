use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use super::name_of;
use crate::CLIENTS;
use crate::content::CONTENT;
use crate::parameters::Sex;
use crate::tables::members;

/// 获取用户信息（v3）
///
/// 名称、头像与个人资料。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {}

/// The profile of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Profile {
    /// 用户名
    member_name: String,
    /// 真实姓名
    ///
    /// 没有则为空字符串。
    member_truename: String,
    /// 头像
    member_avatar: String,
    /// 生日
    ///
    /// 格式：Y-m-d，没有则为空字符串。
    member_birthday: String,
    /// 性别
    ///
    /// 男、女，没有则为空字符串。
    member_sex: &'static str,
}

impl Method for Detail {
    const NAME: &'static str = "teahouse.user.detail";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "获取成功";
    type Reply = Profile;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Profile, Fault> {
        let user_id = ctx.user()?;
        let read = move |connection: &mut _| -> Result<_, Fault> {
            let user = users::by_id(connection, user_id)?.ok_or(Code::SessionExpired)?;
            Ok((user, members::find(connection, user_id)?))
        };
        let (user, member) = ctx.run(read).await?;
        let content = ctx.snapshot(&CONTENT)?;
        Ok(Profile {
            member_avatar: content.avatar_of(&user).to_owned(),
            member_name: name_of(user),
            member_truename: member.truename,
            member_birthday: member.birthday,
            member_sex: Sex::word(member.sex),
        })
    }
}
