//! Consultants. Locking their accounts and ending their sessions is `admin.user.*`.

use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Action, ActionTx, Ctx, List, Operation};
use signet_domain::audit::{Audit, Audited};
use signet_domain::masked;
use signet_fault::{Code, Fault};
use signet_store::users::{self, User};
use signet_store::{Connection, Error, PageRequest, Paged};
use signet_wire::Fen;

use super::{Reason, consultant, no_state};
use crate::CONSULTANT;
use crate::parameters::{Status, Username};
use crate::tables::people::{self, Person, PersonState, Search};

/// 顾问列表
///
/// 符合全部条件的顾问，最新注册的在前。锁定、下线用 admin.user 的方法。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ConsultantList {
    /// 状态
    ///
    /// pending - 待审核、approved - 已通过、suspended - 已暂停。
    #[deserr(default)]
    #[schemars(example = &"pending")]
    state: Option<Status>,
    /// 用户名
    #[deserr(default)]
    username: Option<Username>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 顾问
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConsultantView {
    /// 顾问 ID
    consultant_id: i64,
    /// 用户名
    username: String,
    /// 手机号
    ///
    /// 中间四位隐藏。
    mobile: String,
    /// 真实姓名
    ///
    /// 没有则为空字符串。
    realname: String,
    /// 邮箱
    ///
    /// 没有则为空字符串。
    email: String,
    /// 性别
    ///
    /// 1 - 男、0 - 女；没有则为 null。
    gender: Option<i64>,
    /// 状态
    ///
    /// pending - 待审核、approved - 已通过、suspended - 已暂停。
    state: &'static str,
    /// 完成的订单数
    finished: i64,
    /// 余额
    ///
    /// 单位：分。
    balance: Fen,
    /// 注册时间
    c_time: String,
}

impl Operation for ConsultantList {
    const NAME: &'static str = "admin.consulting.consultant.list";
    const ONCE: bool = false;
    type Reply = List<ConsultantView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let state = match &self.state {
            None => None,
            Some(word) => match PersonState::named(word.as_str()) {
                None | Some(PersonState::Live) => return Err(no_state("state")),
                state => state,
            },
        };
        let name = self.username.map(|name| name.as_str().to_owned());
        let read = move |connection: &mut Connection| {
            let user_id = match &name {
                None => None,
                // The id 0 matches no row, so that an unknown name returns an empty list.
                Some(name) => {
                    let user = users::by_username(connection, CONSULTANT.name(), name)?;
                    Some(user.map_or(0, |user| user.id))
                }
            };
            let search = Search { state, user_id };
            Ok(read_page(connection, &search, page.request())?)
        };
        let rows = audit.disclosure(&ctx.services.store, read).await?;
        let view = |(person, user): (Person, Option<User>)| ConsultantView {
            consultant_id: person.user_id,
            mobile: masked::mobile(user.as_ref().map_or("", |user| &user.mobile)),
            username: user.map(|user| user.username).unwrap_or_default(),
            realname: person.realname,
            email: person.email,
            gender: person.gender,
            state: person.state.name(),
            finished: person.finished,
            balance: Fen(person.balance),
            c_time: ctx.date_time(person.created_at),
        };
        Ok(rows.map(|rows| List::of(page, rows, view)))
    }
}

fn read_page(
    connection: &mut Connection,
    search: &Search,
    page: PageRequest,
) -> Result<Paged<(Person, Option<User>)>, Error> {
    let people = people::consultants(connection, search, page)?;
    let ids: Vec<i64> = people.rows.iter().map(|person| person.user_id).collect();
    let users = users::of_ids(connection, &ids)?.into_iter();
    let mut users: HashMap<i64, User> = users.map(|user| (user.id, user)).collect();
    let with_user = |person: Person| {
        let user = users.remove(&person.user_id);
        (person, user)
    };
    Ok(Paged {
        total: people.total,
        rows: people.rows.into_iter().map(with_user).collect(),
    })
}

/// 通过顾问审核
///
/// 待审核或已暂停的顾问由此可以查看需求和接单。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ConsultantApprove {
    /// 顾问 ID
    consultant_id: Id,
}

impl Action for ConsultantApprove {
    const NAME: &'static str = "admin.consulting.consultant.approve";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.consultant_id.value();
        consultant(tx, id)?;
        let from = [PersonState::Pending, PersonState::Suspended];
        people::advance(tx, id, &from, PersonState::Approved)?;
        Ok(())
    }
}

/// 暂停顾问
///
/// 顾问不能再查看需求和接单，已有的接单无效，进行中的订单可以完成。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ConsultantSuspend {
    /// 顾问 ID
    consultant_id: Id,
    /// 原因
    ///
    /// 记录在操作日志中。
    #[schemars(example = &"资料不实")]
    reason: Reason,
}

impl Action for ConsultantSuspend {
    const NAME: &'static str = "admin.consulting.consultant.suspend";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        // The audit log keeps the reason.
        let _ = self.reason;
        let id = self.consultant_id.value();
        consultant(tx, id)?;
        let from = [PersonState::Pending, PersonState::Approved];
        people::advance(tx, id, &from, PersonState::Suspended)?;
        Ok(())
    }
}
