//! The value and life of coupons, by type.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Integer;
use signet_call::{Access, Action, ActionTx, Ctx, Method, found};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use super::{CouponDays, MOST_VALUE};
use crate::tables::coupon_rules::{self, Rule};

/// 修改优惠券规则
///
/// 以后发出的该类优惠券的面值与期限，已有的不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CouponRuleEdit {
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册。游戏的优惠券以游戏的设置为准。
    #[schemars(rename = "type")]
    #[deserr(rename = "type")]
    kind: Integer<1, 4>,
    /// 面值
    ///
    /// 单位：分，0 - 不发。
    value: Integer<0, MOST_VALUE>,
    /// 期限
    ///
    /// 单位：天。
    #[schemars(example = 365)]
    days: CouponDays,
}

impl Action for CouponRuleEdit {
    const NAME: &'static str = "admin.homecare.coupon_rule.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (kind, value) = (self.kind.value(), self.value.value());
        found(coupon_rules::update(tx, kind, value, self.days.value())?)
    }
}

/// 优惠券规则列表
///
/// 每类优惠券的面值与期限。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CouponRuleList {}

/// The rules.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rules {
    /// 列表
    list: Vec<Shown>,
}

/// 优惠券规则
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册。
    #[serde(rename = "type")]
    kind: i64,
    /// 面值
    ///
    /// 单位：分，0 - 不发。
    value: Fen,
    /// 期限
    ///
    /// 单位：天。
    days: i64,
    /// 修改时间
    u_time: String,
}

impl Method for CouponRuleList {
    const NAME: &'static str = "admin.homecare.coupon_rule.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = Rules;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Rules, Fault> {
        let rules = ctx
            .run(move |connection| Ok(coupon_rules::all(connection)?))
            .await?;
        let rows = rules.into_iter().map(|rule: Rule| Shown {
            kind: rule.kind,
            value: Fen(rule.value),
            days: rule.days,
            u_time: ctx.date_time(rule.updated_at),
        });
        Ok(Rules {
            list: rows.collect(),
        })
    }
}
