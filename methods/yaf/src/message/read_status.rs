use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::tables::messages;

/// 系统消息已读状态设置
///
/// 把当前登录用户的一条消息设为已读；已经是已读的消息同样返回成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ReadStatus {
    /// 系统消息 ID
    msgid: Id,
}

impl Method for ReadStatus {
    const NAME: &'static str = "message.read.status";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::MessageNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, user_id) = (self.msgid.value(), ctx.user()?);
        let own = ctx
            .tx(move |connection| Ok(messages::mark_read(connection, id, user_id)?))
            .await?;
        if own {
            Ok(())
        } else {
            Err(Code::MessageNotFound.into())
        }
    }
}
