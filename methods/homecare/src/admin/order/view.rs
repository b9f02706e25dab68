use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_wire::Fen;

use crate::order::view::Payment;
use crate::tables::orders::Order;

/// 订单
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderView {
    /// 订单 ID
    order_id: String,
    /// 订单类型
    ///
    /// 0 - 预约单、1 - 含商品的订单。
    order_type: i64,
    /// 订单状态
    ///
    /// 1 - 待处理、2 - 已确认、3 - 配送中、4 - 已完成、5 - 已撤单、6 - 已评价。
    order_status: i64,
    /// 用户 ID
    ///
    /// 0 - 未登录的用户。
    userid: i64,
    /// 用户手机号
    phone: String,
    /// 联系电话
    order_phone: String,
    /// 联系人
    name: String,
    /// 城市统一编码
    city_num: String,
    /// 用户地址
    address: String,
    /// 送货类型
    send_type: i64,
    /// 是否在线支付
    online_pay: bool,
    /// 支付渠道
    ///
    /// 不在线支付则为空字符串。
    channel: String,
    /// 合计
    ///
    /// 单位：分。
    total: Fen,
    /// 优惠券抵扣
    ///
    /// 单位：分。
    discount: Fen,
    /// 应付金额
    ///
    /// 单位：分，预约单为实收金额。
    amount: Fen,
    /// 是否使用优惠券
    use_coupon: bool,
    /// 是否已支付
    paid: bool,
    /// 是否已申请退款
    request_refund: bool,
    /// 是否已退款
    refund: bool,
    /// 备注
    note: String,
    /// 撤销者
    ///
    /// owner - 用户、operator - 管理员、expiry - 过期未支付；未撤销则为空字符串。
    canceled_by: String,
    /// 下单时间
    c_time: String,
    /// 确认时间
    ///
    /// 没有则为空字符串，以下同。
    confirm_time: String,
    /// 配送时间
    deliver_time: String,
    /// 完成时间
    done_time: String,
    /// 撤销时间
    cancel_time: String,
    /// 评价时间
    appraise_time: String,
}

impl OrderView {
    /// Returns an order as operators see it.
    pub(super) fn of(ctx: &Ctx<'_>, order: Order, payment: Payment) -> OrderView {
        let time = |at: Option<i64>| at.map(|at| ctx.date_time(at)).unwrap_or_default();
        OrderView {
            order_id: order.order_no,
            order_type: order.order_type,
            order_status: order.status,
            userid: order.user_id,
            phone: order.phone,
            order_phone: order.order_phone,
            name: order.name,
            city_num: order.city_number,
            address: order.address,
            send_type: order.send_type,
            online_pay: order.online_pay,
            channel: order.channel,
            total: Fen(order.total),
            discount: Fen(order.discount),
            amount: Fen(order.amount),
            use_coupon: order.coupon_id.is_some(),
            paid: payment.is_paid,
            request_refund: payment.is_refund_requested,
            refund: payment.is_refunded,
            note: order.note,
            canceled_by: order.canceled_by,
            c_time: ctx.date_time(order.created_at),
            confirm_time: time(order.confirmed_at),
            deliver_time: time(order.delivered_at),
            done_time: time(order.done_at),
            cancel_time: time(order.canceled_at),
            appraise_time: time(order.appraised_at),
        }
    }
}
