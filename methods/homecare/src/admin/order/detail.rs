//! An order with everything that belongs to it.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Error};
use signet_wire::Fen;

use super::view::OrderView;
use crate::HOMECARE;
use crate::admin::appraisal::Ticks;
use crate::order::view::Payment;
use crate::tables::appraisals::Appraisal;
use crate::tables::coupons::Coupon;
use crate::tables::order_goods::GoodsLine;
use crate::tables::order_pictures::Picture;
use crate::tables::order_services::ServiceLine;
use crate::tables::orders::Order;
use crate::tables::{appraisals, coupons, order_goods, order_pictures, order_services};

/// The rows that belong to an order.
pub(super) struct Parts {
    order: Order,
    goods: Vec<GoodsLine>,
    services: Vec<ServiceLine>,
    pictures: Vec<Picture>,
    coupon: Option<Coupon>,
    charge: Option<Charge>,
    appraisal: Option<Appraisal>,
}

impl Parts {
    /// Reads the rows.
    pub(super) fn read(connection: &mut Connection, order: Order) -> Result<Parts, Error> {
        let coupon = match order.coupon_id {
            Some(id) => coupons::by_id(connection, id)?,
            None => None,
        };
        Ok(Parts {
            goods: order_goods::of_orders(connection, &[order.id])?,
            services: order_services::of_orders(connection, &[order.id])?,
            pictures: order_pictures::of_order(connection, order.id)?,
            coupon,
            charge: charges::newest(connection, HOMECARE.name(), &order.order_no)?,
            appraisal: appraisals::of_order(connection, order.id)?,
            order,
        })
    }

    /// Returns the order as operators see it.
    pub(super) fn shown(self, ctx: &Ctx<'_>) -> Whole {
        let charge = self.charge.as_ref();
        let payment = Payment::of(&self.order, charge);
        let picture = |picture: Picture| PictureView {
            picindex: picture.picindex,
            image_url: ctx.services.uploads.url(&picture.path),
        };
        Whole {
            goods_list: self.goods.into_iter().map(GoodsView::from).collect(),
            home_items: self.services.into_iter().map(ServiceView::from).collect(),
            pictures: self.pictures.into_iter().map(picture).collect(),
            coupon: self.coupon.map(|coupon| CouponView::of(ctx, coupon)),
            charge: charge.map(|charge| ChargeView::of(ctx, charge)),
            appraisal: self.appraisal.map(|row| AppraisalView::of(ctx, row)),
            order: OrderView::of(ctx, self.order, payment),
        }
    }
}

/// An order with everything that belongs to it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Whole {
    #[serde(flatten)]
    order: OrderView,
    /// 商品列表
    goods_list: Vec<GoodsView>,
    /// 维修服务列表
    home_items: Vec<ServiceView>,
    /// 图片列表
    pictures: Vec<PictureView>,
    /// 优惠券
    ///
    /// 下单时使用的；没有则为 null。
    coupon: Option<CouponView>,
    /// 支付单
    ///
    /// 没有则为 null。
    charge: Option<ChargeView>,
    /// 评价
    ///
    /// 没有则为 null。
    appraisal: Option<AppraisalView>,
}

/// 订单中的商品
#[derive(Serialize, JsonSchema)]
struct GoodsView {
    /// 商品 ID
    sid: i64,
    /// 商品名称
    title: String,
    /// 现价
    ///
    /// 单位：分，下单时的价格。
    real_price: Fen,
    /// 原价
    ///
    /// 单位：分。
    origin_price: Fen,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: Fen,
    /// 是否需要安装
    use_repair: bool,
}

impl From<GoodsLine> for GoodsView {
    fn from(line: GoodsLine) -> GoodsView {
        GoodsView {
            sid: line.sid,
            title: line.title,
            real_price: Fen(line.real_price),
            origin_price: Fen(line.origin_price),
            repair_price: Fen(line.repair_price),
            use_repair: line.use_repair,
        }
    }
}

/// 订单中的服务
#[derive(Serialize, JsonSchema)]
struct ServiceView {
    /// 服务 ID
    hid: i64,
    /// 服务名称
    item_name: String,
}

impl From<ServiceLine> for ServiceView {
    fn from(line: ServiceLine) -> ServiceView {
        ServiceView {
            hid: line.hid,
            item_name: line.item_name,
        }
    }
}

/// 图片
#[derive(Serialize, JsonSchema)]
struct PictureView {
    /// 图片编号
    picindex: i64,
    /// 图片地址
    image_url: String,
}

/// 优惠券
#[derive(Serialize, JsonSchema)]
struct CouponView {
    /// 优惠券 ID
    cou_id: String,
    /// 优惠券类型
    ///
    /// 1 - 好友邀请、2 - 在线支付、3 - 游戏获取、4 - 注册、5 - 系统赠送。
    #[serde(rename = "type")]
    kind: i64,
    /// 面值
    ///
    /// 单位：分。
    value: Fen,
    /// 截止时间
    end_time: String,
}

impl CouponView {
    fn of(ctx: &Ctx<'_>, coupon: Coupon) -> CouponView {
        CouponView {
            cou_id: coupon.cou_id,
            kind: coupon.kind,
            value: Fen(coupon.value),
            end_time: ctx.date_time(coupon.deadline),
        }
    }
}

/// 支付单
#[derive(Serialize, JsonSchema)]
struct ChargeView {
    /// 支付单 ID
    charge_id: i64,
    /// 支付平台的支付单 ID
    ///
    /// 尚未提交到支付平台则为空字符串。
    provider_id: String,
    /// 支付状态
    ///
    /// pending - 待支付、paid - 已支付、failed - 未支付、closed - 已关闭、refunding - 退款中、refunded - 已退款。
    state: &'static str,
    /// 金额
    ///
    /// 单位：分。
    amount: Fen,
    /// 已退款的金额
    ///
    /// 单位：分。
    refunded: Fen,
    /// 支付时间
    ///
    /// 没有支付则为空字符串。
    paid_time: String,
}

impl ChargeView {
    fn of(ctx: &Ctx<'_>, charge: &Charge) -> ChargeView {
        let paid_at = charge.paid_at.map(|at| ctx.date_time(at));
        ChargeView {
            charge_id: charge.id,
            provider_id: charge.provider_id.clone().unwrap_or_default(),
            state: charge.state.name(),
            amount: Fen(charge.fen),
            refunded: Fen(charge.refunded),
            paid_time: paid_at.unwrap_or_default(),
        }
    }
}

/// 评价
#[derive(Serialize, JsonSchema)]
struct AppraisalView {
    /// 星级
    rate: i64,
    #[serde(flatten)]
    ticks: Ticks,
    /// 评价内容
    comment: String,
    /// 评价时间
    c_time: String,
}

impl AppraisalView {
    fn of(ctx: &Ctx<'_>, appraisal: Appraisal) -> AppraisalView {
        AppraisalView {
            rate: appraisal.rate,
            ticks: Ticks::of(appraisal.ticks),
            comment: appraisal.comment,
            c_time: ctx.date_time(appraisal.created_at),
        }
    }
}
