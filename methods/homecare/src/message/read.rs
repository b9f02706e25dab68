use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::tables::messages;

/// 设置消息为已读
///
/// 已经是已读的消息同样返回成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Read {
    /// 消息 ID
    mid: Id,
}

/// The message is read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// 结果说明
    msg: &'static str,
}

impl Method for Read {
    const NAME: &'static str = "homecare.message.read";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::MessageNotFound];
    type Reply = Changed;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Changed, Fault> {
        let (id, user_id) = (self.mid.value(), ctx.user()?);
        let is_seen = ctx
            .tx(move |tx| Ok(messages::mark_read(tx, id, user_id)?))
            .await?;
        match is_seen {
            true => Ok(Changed {
                msg: "message status change success",
            }),
            false => Err(Code::MessageNotFound.into()),
        }
    }
}
