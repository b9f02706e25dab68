//! Orders as their owners see them.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_wire::Fen;

use crate::tables::order_goods::GoodsLine;
use crate::tables::order_services::ServiceLine;
use crate::tables::orders::{Order, Whole};

/// Returns the fault of a step that the state of an order forbids.
pub(crate) fn at_state(code: Code, status: i64) -> Fault {
    Fault::new(code).with_number("order_status", status)
}

impl Whole {
    /// Returns the orders as their owners see them.
    pub(crate) fn shown(mut self, ctx: &Ctx<'_>) -> Vec<OrderView> {
        let orders = std::mem::take(&mut self.orders);
        orders
            .into_iter()
            .map(|order| self.view(ctx, order))
            .collect()
    }

    fn view(&mut self, ctx: &Ctx<'_>, order: Order) -> OrderView {
        let goods = self.goods.remove(&order.id).unwrap_or_default();
        let services = self.services.remove(&order.id).unwrap_or_default();
        let payment = Payment::of(&order, self.charges.get(&order.order_no));
        OrderView {
            status: order.status,
            refund: payment.is_refunded,
            order_id: order.order_no,
            charge_id: payment.charge_id,
            paid: payment.is_paid,
            create_time: ctx.services.zone.with_offset(order.created_at),
            address: order.address,
            if_appraise: order.appraised_at.is_some(),
            order_phone: order.order_phone,
            goods_list: goods.into_iter().map(GoodsView::from).collect(),
            send_type: order.send_type,
            online_pay: order.online_pay,
            name: order.name,
            order_type: order.order_type,
            use_coupon: order.coupon_id.is_some(),
            amount: Fen(order.amount),
            home_itmes: services.into_iter().map(ServiceView::from).collect(),
            request_refund: payment.is_refund_requested,
            channel: order.channel,
        }
    }
}

/// The payment of an order, from the order itself and from its charge.
pub(crate) struct Payment {
    /// Whether it is paid: on-line, with cash, or because nothing was to be paid.
    pub(crate) is_paid: bool,
    /// Whether a refund was requested.
    pub(crate) is_refund_requested: bool,
    /// Whether the whole payment was refunded.
    pub(crate) is_refunded: bool,
    /// The id of the charge at the provider; empty if there is none yet.
    pub(crate) charge_id: String,
}

impl Payment {
    /// Returns the payment of an order.
    pub(crate) fn of(order: &Order, charge: Option<&Charge>) -> Payment {
        let provider_id = charge.and_then(|charge| charge.provider_id.clone());
        Payment {
            is_paid: order.settled_at.is_some() || charge.is_some_and(Charge::is_paid),
            is_refund_requested: charge.is_some_and(Charge::is_refund_requested),
            is_refunded: charge.is_some_and(Charge::is_refunded),
            charge_id: provider_id.unwrap_or_default(),
        }
    }
}

/// 订单
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderView {
    /// 订单状态
    ///
    /// 1 - 待处理、2 - 已确认、3 - 配送中、4 - 已完成、5 - 已撤单、6 - 已评价。
    status: i64,
    /// 是否已退款
    refund: bool,
    /// 订单 ID
    order_id: String,
    /// 支付单号
    ///
    /// 没有则为空字符串。
    charge_id: String,
    /// 是否已支付
    paid: bool,
    /// 下单时间
    create_time: String,
    /// 用户地址
    address: String,
    /// 是否已评价
    if_appraise: bool,
    /// 联系电话
    order_phone: String,
    /// 商品列表
    goods_list: Vec<GoodsView>,
    /// 送货类型
    send_type: i64,
    /// 是否在线支付
    online_pay: bool,
    /// 联系人
    name: String,
    /// 订单类型
    ///
    /// 0 - 预约单、1 - 含商品的订单。
    order_type: i64,
    /// 是否使用优惠券
    use_coupon: bool,
    /// 应付金额
    ///
    /// 单位：分。
    amount: Fen,
    /// 维修服务列表
    home_itmes: Vec<ServiceView>,
    /// 是否已申请退款
    request_refund: bool,
    /// 支付渠道
    ///
    /// 不在线支付则为空字符串。
    channel: String,
}

/// 订单中的商品
#[derive(Serialize, JsonSchema)]
pub(crate) struct GoodsView {
    /// 现价
    ///
    /// 单位：分，下单时的价格。
    real_price: Fen,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: Fen,
    /// 商品名称
    title: String,
    /// 原价
    ///
    /// 单位：分。
    origin_price: Fen,
    /// 是否需要安装
    use_repair: bool,
}

impl From<GoodsLine> for GoodsView {
    fn from(line: GoodsLine) -> GoodsView {
        GoodsView {
            real_price: Fen(line.real_price),
            repair_price: Fen(line.repair_price),
            title: line.title,
            origin_price: Fen(line.origin_price),
            use_repair: line.use_repair,
        }
    }
}

/// 订单中的服务
#[derive(Serialize, JsonSchema)]
pub(crate) struct ServiceView {
    /// 服务名称
    item_name: String,
}

impl From<ServiceLine> for ServiceView {
    fn from(line: ServiceLine) -> ServiceView {
        ServiceView {
            item_name: line.item_name,
        }
    }
}
