use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::messages;

/// The largest number of messages in a reply.
const MOST: i64 = 100;

/// 获取消息
///
/// 当前登录用户的消息和发给所有用户的消息，最新的在前，最多 100 条。过期的消息不再返回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {}

/// The messages.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 消息列表
    messages: Vec<Message>,
}

/// 消息
#[derive(Serialize, JsonSchema)]
struct Message {
    /// 消息内容
    content: String,
    /// 创建时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    create_time: String,
    /// 过期时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    deadline: String,
    /// 消息 ID
    mid: i64,
    /// 是否已读
    is_read: bool,
}

impl Method for List {
    const NAME: &'static str = "homecare.message.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        let zone = &ctx.services.zone;
        let shown = ctx
            .run(move |connection| Ok(messages::shown(connection, user_id, now, MOST)?))
            .await?;
        let messages = shown.into_iter().map(|(message, is_read)| Message {
            content: message.content,
            create_time: zone.with_offset(message.created_at),
            deadline: zone.with_offset(message.deadline),
            mid: message.id,
            is_read,
        });
        Ok(Shown {
            messages: messages.collect(),
        })
    }
}
