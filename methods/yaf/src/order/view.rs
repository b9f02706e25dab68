use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;

use crate::tables::orders::{Order, OrderItem, status};

/// An order as its owner sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderView {
    /// 订单 ID
    orderid: i64,
    /// 订单号
    order_sn: String,
    /// 订单总额
    total_price: i64,
    /// 支付时间
    pay_time: String,
    /// 订单状态
    ///
    /// 1 - 待发货、2 - 已发货、3 - 交易成功、4 - 已关闭。
    order_status: i64,
    /// 发货时间
    shipping_time: Option<String>,
    /// 交易成功时间
    done_time: Option<String>,
    /// 订单关闭时间
    closed_time: Option<String>,
    /// 收件人姓名
    receiver_name: String,
    /// 收件省份
    receiver_province: String,
    /// 收件城市
    receiver_city: String,
    /// 收件城市区县
    receiver_district: String,
    /// 收件街道
    receiver_street: String,
    /// 门牌号等详细地址
    receiver_address: String,
    /// 联系号码
    receiver_mobile: String,
    /// 下单时间
    c_time: String,
    /// 订单状态标签
    ///
    /// 状态对应的中文释义。
    order_status_label: &'static str,
    /// 购买商品列表
    goods_list: Vec<Bought>,
}

/// A product of an order.
#[derive(Serialize, JsonSchema)]
struct Bought {
    /// 商品 ID
    goodsid: i64,
    /// 商品名称
    goods_name: String,
    /// 商品主图
    goods_image: String,
    /// 货品 ID
    productid: i64,
    /// 货品规格属性
    spec_val: String,
    /// 商品市场价
    market_price: i64,
    /// 购买单价
    sales_price: i64,
    /// 购买数量
    quantity: i64,
    /// 实际支付价格
    ///
    /// 扣除优惠之后的总价。
    payment_price: i64,
    /// 商品总价
    ///
    /// 未优惠的总价。
    total_price: i64,
}

impl OrderView {
    /// Builds the view of an order and its products.
    pub(crate) fn new(ctx: &Ctx<'_>, order: Order, items: Vec<OrderItem>) -> OrderView {
        let shown = |seconds: Option<i64>| seconds.map(|seconds| ctx.date_time(seconds));
        OrderView {
            orderid: order.id,
            order_sn: order.order_sn,
            total_price: order.total_price,
            pay_time: ctx.date_time(order.paid_at),
            order_status: order.status,
            shipping_time: shown(order.shipped_at),
            done_time: shown(order.done_at),
            closed_time: shown(order.closed_at),
            receiver_name: order.receiver.receiver_name,
            receiver_province: order.receiver.receiver_province,
            receiver_city: order.receiver.receiver_city,
            receiver_district: order.receiver.receiver_district,
            receiver_street: order.receiver.receiver_street,
            receiver_address: order.receiver.receiver_address,
            receiver_mobile: order.receiver.receiver_mobile,
            c_time: ctx.date_time(order.created_at),
            order_status_label: label(order.status),
            goods_list: items.into_iter().map(Bought::new).collect(),
        }
    }
}

impl Bought {
    fn new(item: OrderItem) -> Bought {
        Bought {
            goodsid: item.goods_id,
            goods_name: item.goods_name,
            goods_image: item.goods_image,
            productid: item.product_id,
            spec_val: item.spec_val,
            market_price: item.market_price,
            sales_price: item.sales_price,
            quantity: item.quantity,
            payment_price: item.payment_price,
            total_price: item.total_price,
        }
    }
}

fn label(order_status: i64) -> &'static str {
    match order_status {
        status::PAID => "待发货",
        status::SHIPPED => "已发货",
        status::DONE => "交易成功",
        _ => "已关闭",
    }
}
