use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Items, Line, Prose, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::messages::NewMessage;
use signet_store::{messages, users};

/// 发送系统消息
///
/// 给每个用户一条消息，重复的用户只有一条。有一个用户不存在，则谁都不发送。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageCreate {
    /// 用户 ID 列表
    ///
    /// 1-500 个。
    #[schemars(example = [1, 2])]
    userids: Items<Id, 1, 500>,
    /// 消息类型
    ///
    /// 1 - 系统（默认）、2 - 福利。
    #[deserr(default)]
    msg_type: Option<Integer<1, 2>>,
    /// 消息类型关联 ID
    ///
    /// 如福利消息，代表福利 ID；默认 0。
    #[deserr(default)]
    type_ref_id: Option<Integer<0, { i64::MAX }>>,
    /// 消息标题
    title: Line<1, 64>,
    /// 消息内容
    content: Prose<1, 255>,
    /// 消息跳转 URL
    #[deserr(default)]
    url: Option<Text<0, 255>>,
}

/// How many were sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sent {
    /// 发送条数
    count: usize,
}

impl Method for MessageCreate {
    const NAME: &'static str = "admin.message.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    type Reply = Sent;
    const DONE: &'static str = "添加成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Sent, Fault> {
        let receivers: BTreeSet<i64> = self
            .userids
            .into_vec()
            .iter()
            .map(|id| id.value())
            .collect();
        let ids: Vec<i64> = receivers.into_iter().collect();
        let url = self.url.map(Text::into_string).unwrap_or_default();
        let to = |user_id: &i64| NewMessage {
            user_id: *user_id,
            msg_type: self.msg_type.map_or(messages::SYSTEM, Integer::value),
            type_ref_id: self.type_ref_id.map_or(0, Integer::value),
            title: self.title.as_str().to_owned(),
            content: self.content.as_str().to_owned(),
            url: url.clone(),
            created_at: ctx.now,
        };
        let all: Vec<NewMessage> = ids.iter().map(to).collect();
        let count = all.len();
        ctx.tx(move |tx| {
            let there: BTreeSet<i64> = users::existing(tx, &ids)?.into_iter().collect();
            let missing = ids.iter().filter(|id| !there.contains(id));
            let missing: Vec<String> = missing.map(i64::to_string).collect();
            if !missing.is_empty() {
                let note = format!("用户不存在：{}", missing.join("、"));
                return Err(Fault::with_note(Code::UserNotFound, note));
            }
            Ok(messages::insert_all(tx, &all)?)
        })
        .await?;
        Ok(Sent { count })
    }
}
