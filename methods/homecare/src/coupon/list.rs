use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_wire::Fen;

use crate::CLIENTS;
use crate::tables::coupons;

/// The largest number of coupons in a reply.
const MOST: i64 = 200;

/// 顾客获取优惠券
///
/// 当前登录用户的优惠券，包括已使用和已过期的，最早的在前；多于 200 张时为最新的 200 张。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {}

/// The coupons.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 优惠券列表
    coupons: Vec<Coupon>,
}

/// 优惠券
#[derive(Serialize, JsonSchema)]
struct Coupon {
    /// 获得时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    owned_time: String,
    /// 创建时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    create_time: String,
    /// 优惠券 ID
    cou_id: String,
    /// 过期时间
    ///
    /// Unix 时间戳，单位：秒。
    deadline: i64,
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册、5 - 系统赠送。
    #[serde(rename = "type")]
    kind: i64,
    /// 面值
    ///
    /// 单位：分。
    value: Fen,
    /// 是否已使用
    if_use: bool,
}

impl Method for List {
    const NAME: &'static str = "homecare.coupon.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let user_id = ctx.user()?;
        let zone = &ctx.services.zone;
        let newest = ctx
            .run(move |connection| Ok(coupons::newest_of_user(connection, user_id, MOST)?))
            .await?;
        let oldest_first = newest.into_iter().rev().map(|coupon| Coupon {
            owned_time: zone.with_offset(coupon.owned_at),
            create_time: zone.with_offset(coupon.created_at),
            cou_id: coupon.cou_id,
            deadline: coupon.deadline,
            kind: coupon.kind,
            value: Fen(coupon.value),
            if_use: coupon.used_at.is_some(),
        });
        Ok(Shown {
            coupons: oldest_first.collect(),
        })
    }
}
