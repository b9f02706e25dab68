//! Tests of accounts in shops.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Line, Mobile, Page};
use signet_call::{Action, ActionTx, Ctx, List, Operation, found};
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Taken, users};

use super::id_of;
use crate::SALON;
use crate::tables::shops;
use crate::tables::tests::{self, NewTest, Search, Test};

/// 添加测试
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TestCreate {
    /// 手机号
    #[schemars(example = &"13333333333")]
    mobile: Mobile,
    /// 门店 ID
    shop_id: Id,
    /// 测试编号
    ///
    /// 门店给出的编号，同一门店不能重复。
    #[schemars(example = &"T20150728-1")]
    ref_no: Line<1, 64>,
    /// 是否已完成
    ///
    /// 0 - 否（默认）、1 - 是。
    #[deserr(default)]
    finished: Option<Flag>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 测试 ID
    test_id: i64,
}

impl Action for TestCreate {
    const NAME: &'static str = "admin.salon.test.create";
    const FAULTS: &'static [Code] = &[
        Code::UserNotFound,
        Code::RecordNotFound,
        Code::AlreadyExists,
    ];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let is_finished = self.finished.is_some_and(Flag::is_set);
        let row = NewTest {
            user_id: id_of(tx, self.mobile.as_str())?,
            shop_id: self.shop_id.value(),
            ref_no: self.ref_no.into_string(),
            finished_at: is_finished.then(|| tx.now()),
        };
        found(shops::is_there(tx, row.shop_id)?)?;
        let test_id = tests::insert(tx, &row).taken(Code::AlreadyExists)?;
        Ok(Created { test_id })
    }
}

/// 完成测试
///
/// 记录完成时间；已完成的不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TestFinish {
    /// 测试 ID
    test_id: Id,
}

impl Action for TestFinish {
    const NAME: &'static str = "admin.salon.test.finish";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.test_id.value();
        found(tests::finish(tx, id)? || tests::exists(tx, id)?)
    }
}

/// 隐藏测试
///
/// 隐藏的测试对客户端不存在。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TestHide {
    /// 测试 ID
    test_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for TestHide {
    const NAME: &'static str = "admin.salon.test.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(tests::set_state(tx, self.test_id.value(), state)?)
    }
}

/// 测试列表
///
/// 符合全部条件的测试，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TestList {
    /// 手机号
    #[deserr(default)]
    #[schemars(example = &"13333333333")]
    mobile: Option<Mobile>,
    /// 门店 ID
    #[deserr(default)]
    shop_id: Option<Id>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 测试
#[derive(Serialize, JsonSchema)]
pub(crate) struct TestView {
    /// 测试 ID
    test_id: i64,
    /// 用户 ID
    userid: i64,
    /// 门店 ID
    shop_id: i64,
    /// 测试编号
    ref_no: String,
    /// 完成时间
    ///
    /// 没有完成则为空字符串。
    finished_time: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
}

impl Operation for TestList {
    const NAME: &'static str = "admin.salon.test.list";
    const ONCE: bool = false;
    type Reply = List<TestView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let (mobile, shop_id) = (self.mobile, self.shop_id.map(Id::value));
        let read = move |connection: &mut Connection| {
            let user_id = match &mobile {
                None => None,
                // The id 0 matches no row, so that an unknown mobile returns an empty list.
                Some(mobile) => {
                    let user = users::by_mobile(connection, SALON.name(), mobile.as_str())?;
                    Some(user.map_or(0, |user| user.id))
                }
            };
            let search = Search { user_id, shop_id };
            Ok(tests::page(connection, &search, page.request())?)
        };
        let tests = audit.disclosure(&ctx.services.store, read).await?;
        let view = |test: Test| TestView {
            test_id: test.id,
            userid: test.user_id,
            shop_id: test.shop_id,
            ref_no: test.ref_no,
            finished_time: test
                .finished_at
                .map(|at| ctx.date_time(at))
                .unwrap_or_default(),
            state: test.state.value(),
            c_time: ctx.date_time(test.created_at),
        };
        Ok(tests.map(|tests| List::of(page, tests, view)))
    }
}
