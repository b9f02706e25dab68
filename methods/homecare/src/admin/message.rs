//! Messages of the company.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Flag, Hidden, Id, Integer, Items, Page, Prose};
use signet_call::{Action, ActionTx, Ctx, List, Operation, Violations, found};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};

use super::check_users;
use crate::tables::messages::{self, EVERYBODY, Edited, Message};

/// 发送消息
///
/// 给每个用户一条消息，或给所有用户（包括以后注册的）一条消息。有一个用户不存在，则谁都不发送。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MessageCreate {
    /// 用户 ID 列表
    ///
    /// 1-500 个，与 all 二选一。
    #[deserr(default)]
    #[schemars(example = [1, 2])]
    userids: Option<Items<Id, 1, 500>>,
    /// 发给所有用户
    ///
    /// 1 - 所有用户。
    #[deserr(default)]
    #[schemars(example = 0)]
    all: Option<Flag>,
    /// 消息内容
    content: Prose<1, 1000>,
    /// 过期时间
    ///
    /// 格式：Y-m-d H:i:s，必须晚于现在。
    #[schemars(example = &"2999-12-31 23:59:59")]
    deadline: DateTime,
}

/// The number of messages that were sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sent {
    /// 发送条数
    count: usize,
}

impl Action for MessageCreate {
    const NAME: &'static str = "admin.homecare.message.create";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    const DONE: &'static str = "添加成功";
    type Reply = Sent;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Sent, Fault> {
        let message = edited(tx, self.content, self.deadline)?;
        let receivers = match (self.userids, self.all.is_some_and(Flag::is_set)) {
            (None, true) => vec![EVERYBODY],
            (Some(ids), false) => {
                let ids: BTreeSet<i64> = ids.into_vec().into_iter().map(Id::value).collect();
                let ids: Vec<i64> = ids.into_iter().collect();
                check_users(tx, &ids)?;
                ids
            }
            _ => return Err(Violations::one("userids", "与all必须传其中一个").into()),
        };
        messages::insert_all(tx, &receivers, &message)?;
        Ok(Sent {
            count: receivers.len(),
        })
    }
}

/// Returns the message that an operator entered. Its deadline must be in the future.
fn edited(
    tx: &ActionTx<'_>,
    content: Prose<1, 1000>,
    deadline: DateTime,
) -> Result<Edited, Violations> {
    let deadline = tx.seconds(deadline);
    match deadline > tx.now() {
        true => Ok(Edited {
            content: content.into_string(),
            deadline,
        }),
        false => Err(Violations::one("deadline", "必须晚于现在")),
    }
}

/// 修改消息
///
/// 替换一条消息的内容；接收的用户和已读状态不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MessageEdit {
    /// 消息 ID
    mid: Id,
    /// 消息内容
    content: Prose<1, 1000>,
    /// 过期时间
    ///
    /// 格式：Y-m-d H:i:s，必须晚于现在。
    #[schemars(example = &"2999-12-31 23:59:59")]
    deadline: DateTime,
}

impl Action for MessageEdit {
    const NAME: &'static str = "admin.homecare.message.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let message = edited(tx, self.content, self.deadline)?;
        found(messages::update(tx, self.mid.value(), &message)?)
    }
}

/// 隐藏消息
///
/// 隐藏的消息对用户不存在，也可以重新显示。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MessageHide {
    /// 消息 ID
    mid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for MessageHide {
    const NAME: &'static str = "admin.homecare.message.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(messages::set_state(tx, self.mid.value(), state)?)
    }
}

/// 消息列表
///
/// 一个用户的或全部消息，包括隐藏的和过期的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageList {
    /// 用户 ID
    ///
    /// 0 - 发给所有用户的消息，不传则为全部消息。
    #[deserr(default)]
    #[schemars(example = 0)]
    userid: Option<Integer<0, { i64::MAX }>>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 消息
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 消息 ID
    mid: i64,
    /// 用户 ID
    ///
    /// 0 - 发给所有用户的消息。
    userid: i64,
    /// 消息内容
    content: String,
    /// 过期时间
    deadline: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
}

impl Operation for MessageList {
    const NAME: &'static str = "admin.homecare.message.list";
    const ONCE: bool = false;
    type Reply = List<Shown>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<List<Shown>>, Fault> {
        let page = self.page.unwrap_or_default();
        let receiver = self.userid.map(Integer::value);
        let found = audit
            .disclosure(&ctx.services.store, move |connection| {
                Ok(messages::page(connection, receiver, page.request())?)
            })
            .await?;
        let row = |row: Message| Shown {
            mid: row.id,
            userid: row.user_id,
            content: row.content,
            deadline: ctx.date_time(row.deadline),
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
        };
        Ok(found.map(|found| List::of(page, found, row)))
    }
}
