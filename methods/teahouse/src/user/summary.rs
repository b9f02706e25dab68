use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;
use signet_wire::Fen;

use super::name_of;
use crate::CLIENTS;
use crate::content::CONTENT;
use crate::tables::members;

/// 获取用户信息（v1）
///
/// 名称、头像、积分与预存款。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Summary {}

/// The summary on the page of a member. The names are the names of the document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 用户名
    user_name: String,
    /// 头像
    avator: String,
    /// 积分
    point: i64,
    /// 预存款
    ///
    /// 单位：分。
    predepoit: Fen,
}

impl Method for Summary {
    const NAME: &'static str = "teahouse.user.summary";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let user_id = ctx.user()?;
        let read = move |connection: &mut _| -> Result<_, Fault> {
            let user = users::by_id(connection, user_id)?.ok_or(Code::SessionExpired)?;
            Ok((user, members::find(connection, user_id)?))
        };
        let (user, member) = ctx.run(read).await?;
        let content = ctx.snapshot(&CONTENT)?;
        Ok(Shown {
            avator: content.avatar_of(&user).to_owned(),
            point: user.points,
            predepoit: Fen(member.predeposit),
            user_name: name_of(user),
        })
    }
}
