//! Coupons.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Items, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_wire::Fen;

use super::{CouponDays, MOST_VALUE, check_users};
use crate::coupon::grant::{Grant, grant, kind};
use crate::tables::coupons::{self, Coupon, CouponState, Search};

/// 赠送优惠券
///
/// 给每个用户一张系统赠送的优惠券。同一批次不会给同一个用户两次，有一个用户不存在则谁都不给。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CouponGrant {
    /// 批次
    #[schemars(example = &"2026-spring")]
    batch: Line<1, 32>,
    /// 用户 ID 列表
    ///
    /// 1-500 个。
    #[schemars(example = [1, 2])]
    userids: Items<Id, 1, 500>,
    /// 面值
    ///
    /// 单位：分。
    value: Integer<1, MOST_VALUE>,
    /// 期限
    ///
    /// 单位：天。
    #[schemars(example = 365)]
    days: CouponDays,
}

/// The number of coupons that were granted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Granted {
    /// 赠送张数
    ///
    /// 不包括同一批次已经得到的用户。
    count: usize,
}

impl Action for CouponGrant {
    const NAME: &'static str = "admin.homecare.coupon.grant";
    const FAULTS: &'static [Code] = &[Code::UserNotFound];
    const DONE: &'static str = "添加成功";
    type Reply = Granted;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Granted, Fault> {
        let ids = self.userids.into_vec();
        let ids: BTreeSet<i64> = ids.into_iter().map(Id::value).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        check_users(tx, &ids)?;
        let (batch, date) = (self.batch.as_str(), tx.date());
        let mut count = 0;
        for user_id in ids {
            let gift = Grant {
                user_id,
                kind: kind::GIFT,
                value: self.value.value(),
                days: self.days.value(),
                source: format!("gift:{batch}:{user_id}"),
                date: &date,
            };
            count += usize::from(grant(tx, &gift)?.is_some());
        }
        Ok(Granted { count })
    }
}

/// 收回优惠券
///
/// 未使用的优惠券立即过期。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CouponRevoke {
    /// 优惠券 ID
    #[schemars(example = &"20150330300008")]
    cou_id: Text<1, 20>,
}

impl Action for CouponRevoke {
    const NAME: &'static str = "admin.homecare.coupon.revoke";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        found(coupons::revoke(tx, self.cou_id.as_str())?)
    }
}

/// 优惠券列表
///
/// 符合全部条件的优惠券，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CouponList {
    /// 用户 ID
    #[deserr(default)]
    userid: Option<Id>,
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册、5 - 系统赠送。
    #[deserr(default, rename = "type")]
    #[schemars(rename = "type")]
    kind: Option<Integer<1, 5>>,
    /// 优惠券状态
    ///
    /// 1 - 可以使用、2 - 已使用、3 - 已过期。
    #[deserr(default)]
    state: Option<Integer<1, 3>>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 优惠券
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 优惠券 ID
    cou_id: String,
    /// 用户 ID
    userid: i64,
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册、5 - 系统赠送。
    #[serde(rename = "type")]
    kind: i64,
    /// 面值
    ///
    /// 单位：分。
    value: Fen,
    /// 来源
    source: String,
    /// 过期时间
    deadline: String,
    /// 使用时间
    ///
    /// 未使用则为空字符串。
    used_time: String,
    /// 创建时间
    c_time: String,
}

impl Method for CouponList {
    const NAME: &'static str = "admin.homecare.coupon.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let (page, now) = (self.page.unwrap_or_default(), ctx.now);
        let search = Search {
            user_id: self.userid.map(Id::value),
            kind: self.kind.map(Integer::value),
            state: self.state.map(|state| match state.value() {
                1 => CouponState::Usable,
                2 => CouponState::Used,
                _ => CouponState::Expired,
            }),
        };
        let paged = ctx
            .run(move |connection| Ok(coupons::page(connection, &search, now, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Coupon| Shown {
            cou_id: row.cou_id,
            userid: row.user_id,
            kind: row.kind,
            value: Fen(row.value),
            source: row.source,
            deadline: ctx.date_time(row.deadline),
            used_time: row.used_at.map(|at| ctx.date_time(at)).unwrap_or_default(),
            c_time: ctx.date_time(row.created_at),
        }))
    }
}
