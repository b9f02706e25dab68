use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use super::of_user;
use crate::CLIENTS;

/// 顾客个人信息
///
/// 当前登录用户的信息。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {}

/// The profile of the account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Profile {
    /// 手机号
    mobile: String,
    /// 用户地址
    ///
    /// 没有则为空字符串。
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
    ///
    /// 其他用户可以用它兑换优惠券。
    invite_code: String,
}

impl Method for Detail {
    const NAME: &'static str = "homecare.consumer.detail";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Profile;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Profile, Fault> {
        let user_id = ctx.user()?;
        let user = ctx
            .run(move |connection| Ok(users::by_id(connection, user_id)?))
            .await?
            .ok_or(Code::SessionExpired)?;
        let consumer = of_user(ctx, user_id).await?;
        Ok(Profile {
            mobile: user.mobile,
            address: consumer.address,
            sex: consumer.sex,
            birthday: consumer.birthday,
            invite_code: consumer.invite_code,
        })
    }
}
