//! Messages of the system to users.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Items, Line, Mobile, Page, Prose, Text};
use signet_call::{Action, ActionTx, Ctx, List, Operation, found};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Paged, users};

use crate::YAF;
use crate::tables::messages::{self, Edited, NewMessage};

/// 发送系统消息
///
/// 给每个用户一条消息，重复的用户只有一条。有一个用户不存在，则谁都不发送。
#[derive(Clone, Deserr, JsonSchema)]
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

/// The number of messages that were sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sent {
    /// 发送条数
    count: usize,
}

impl Action for MessageCreate {
    const NAME: &'static str = "admin.message.create";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    const DONE: &'static str = "添加成功";
    type Reply = Sent;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Sent, Fault> {
        let ids = self.userids.into_vec();
        let receivers: BTreeSet<i64> = ids.into_iter().map(Id::value).collect();
        let ids: Vec<i64> = receivers.into_iter().collect();
        let there: BTreeSet<i64> = users::existing(tx, YAF.name(), &ids)?.into_iter().collect();
        let missing = ids.iter().filter(|id| !there.contains(id));
        let missing: Vec<String> = missing.map(i64::to_string).collect();
        if !missing.is_empty() {
            let note = format!("用户不存在：{}", missing.join("、"));
            return Err(Fault::with_note(Code::UserNotFound, note));
        }
        let url = self.url.map(Text::into_string).unwrap_or_default();
        let to = |user_id: &i64| NewMessage {
            user_id: *user_id,
            msg_type: self.msg_type.map_or(messages::SYSTEM, Integer::value),
            type_ref_id: self.type_ref_id.map_or(0, Integer::value),
            title: self.title.as_str().to_owned(),
            content: self.content.as_str().to_owned(),
            url: url.clone(),
            created_at: tx.now(),
        };
        let all: Vec<NewMessage> = ids.iter().map(to).collect();
        messages::insert_all(tx, &all)?;
        Ok(Sent { count: all.len() })
    }
}

/// 修改系统消息
///
/// 替换一条消息的全部内容；接收的用户和已读状态不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MessageEdit {
    /// 消息 ID
    msgid: Id,
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

impl Action for MessageEdit {
    const NAME: &'static str = "admin.message.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let message = Edited {
            msg_type: self.msg_type.map_or(messages::SYSTEM, Integer::value),
            type_ref_id: self.type_ref_id.map_or(0, Integer::value),
            title: self.title.into_string(),
            content: self.content.into_string(),
            url: self.url.map(Text::into_string).unwrap_or_default(),
        };
        found(messages::update(tx, self.msgid.value(), &message)?)
    }
}

/// 隐藏系统消息
///
/// 隐藏的消息对用户不存在，也可以重新显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MessageHide {
    /// 消息 ID
    msgid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for MessageHide {
    const NAME: &'static str = "admin.message.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(messages::set_state(tx, self.msgid.value(), state)?)
    }
}

/// 系统消息列表
///
/// 一个用户的或所有的消息，包括隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageList {
    /// 用户 ID
    #[deserr(default)]
    userid: Option<Id>,
    /// 用户的手机号
    ///
    /// 与 userid 都传时，两者必须是同一个用户，否则列表为空。
    #[deserr(default)]
    mobile: Option<Mobile>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// A message with all that an operator can set.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Message {
    /// 消息 ID
    msgid: i64,
    /// 用户 ID
    userid: i64,
    /// 消息类型
    ///
    /// 1 - 系统、2 - 福利。
    msg_type: i64,
    /// 消息类型关联 ID
    type_ref_id: i64,
    /// 是否已读
    ///
    /// 0 - 未读、1 - 已读。
    is_read: i64,
    /// 消息标题
    title: String,
    /// 消息内容
    content: String,
    /// 消息跳转 URL
    url: String,
    /// 状态
    ///
    /// 0 - 隐藏、1 - 显示。
    state: i64,
    /// 发送时间
    c_time: String,
}

impl Operation for MessageList {
    const NAME: &'static str = "admin.message.list";
    const ONCE: bool = false;
    type Reply = List<Message>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<List<Message>>, Fault> {
        let page = self.page.unwrap_or_default();
        let user_id = self.userid.map(Id::value);
        let mobile = self.mobile.map(Mobile::into_string);
        let read = move |connection: &mut Connection| {
            let Some(mobile) = &mobile else {
                return Ok(messages::page(connection, user_id, page.request())?);
            };
            let user = users::by_mobile(connection, YAF.name(), mobile)?;
            match user.filter(|user| user_id.is_none_or(|id| id == user.id)) {
                Some(user) => Ok(messages::page(connection, Some(user.id), page.request())?),
                None => Ok(Paged {
                    total: 0,
                    rows: Vec::new(),
                }),
            }
        };
        let found = audit.disclosure(&ctx.services.store, read).await?;
        let row = |message: messages::Message| Message {
            msgid: message.id,
            userid: message.user_id,
            msg_type: message.msg_type,
            type_ref_id: message.type_ref_id,
            is_read: message.is_read.into(),
            title: message.title,
            content: message.content,
            url: message.url,
            state: message.state.value(),
            c_time: ctx.date_time(message.created_at),
        };
        Ok(found.map(|found| List::of(page, found, row)))
    }
}
