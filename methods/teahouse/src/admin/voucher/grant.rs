use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Items};
use signet_call::{Action, ActionTx};
use signet_fault::{Code, Fault};
use signet_store::State;

use super::super::{check_users, refused};
use crate::tables::vouchers::{self, Template};

/// 发放代金券
///
/// 给每个用户一张代金券。总数不够、有用户不存在或达到每人限领数量，则谁都不给。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct VoucherGrant {
    /// 代金券模板编号
    #[schemars(example = 10)]
    voucher_t_id: Id,
    /// 用户 ID 列表
    ///
    /// 1-500 个，重复的只给一张。
    #[schemars(example = [1, 2])]
    userids: Items<Id, 1, 500>,
}

/// The number of vouchers that were given.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GrantDone {
    /// 发放张数
    count: usize,
}

impl Action for VoucherGrant {
    const NAME: &'static str = "admin.teahouse.voucher.grant";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::UserNotFound];
    const DONE: &'static str = "发放成功";
    type Reply = GrantDone;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<GrantDone, Fault> {
        let id = self.voucher_t_id.value();
        let users: BTreeSet<i64> = self.userids.into_vec().into_iter().map(Id::value).collect();
        let users: Vec<i64> = users.into_iter().collect();
        let count = i64::try_from(users.len()).map_err(Fault::internal)?;
        // This comes first, because it locks the template: the vouchers of the users are then read as they are now.
        let is_left = vouchers::reserve(tx, id, count)?;
        let template = vouchers::find(tx, id)?.filter(|template| template.state == State::Live);
        let template = template.ok_or(Code::RecordNotFound)?;
        if !is_left {
            return Err(refused("userids", "超过发放总数"));
        }
        check_users(tx, &users)?;
        check_limit(tx, &template, &users)?;
        vouchers::add(tx, id, &template.entered, &users)?;
        Ok(GrantDone { count: users.len() })
    }
}

/// Checks that no user gets more vouchers of a template than a user may have.
fn check_limit(tx: &mut ActionTx<'_>, template: &Template, users: &[i64]) -> Result<(), Fault> {
    let given = vouchers::given_to(tx, template.id, users)?;
    let full = given
        .iter()
        .any(|(_, count)| *count >= template.entered.each_limit);
    match full {
        true => Err(refused("userids", "有用户达到每人限领数量")),
        false => Ok(()),
    }
}
