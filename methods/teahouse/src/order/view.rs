//! Orders as their buyers and operators see them.

use schemars::JsonSchema;
use serde::Serialize;
use signet_wire::Fen;

use super::numbered::Numbered;
use crate::content::Content;
use crate::tables::order_goods::OrderLine;

/// An order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderView {
    /// 订单编号
    order_sn: String,
    /// 支付编号
    ///
    /// 一次购买的各店铺订单共用。
    pay_sn: String,
    /// 店铺编号
    store_id: i64,
    /// 店铺名称
    store_name: String,
    /// 订单状态
    ///
    /// 0 - 已关闭、10 - 待付款、20 - 待发货、30 - 待收货、40 - 已完成。
    state: i64,
    /// 商品金额
    ///
    /// 单位：分。
    goods_amount: Fen,
    /// 运费
    ///
    /// 单位：分。
    shipping_fee: Fen,
    /// 订单金额
    ///
    /// 单位：分，减去满减和代金券、加上运费之后。
    order_amount: Fen,
    /// 预存款支付的金额
    ///
    /// 单位：分。
    pd_amount: Fen,
    /// 付款方式
    ///
    /// online - 在线付款、offline - 货到付款。
    pay_name: &'static str,
    /// 下单时间
    ///
    /// unix 秒。
    created_at: i64,
}

impl OrderView {
    pub(crate) fn of(Numbered { order, pay_sn }: &Numbered, content: &Content) -> OrderView {
        OrderView {
            order_sn: order.order_sn.clone(),
            pay_sn: pay_sn.clone(),
            store_id: order.store_id,
            store_name: content.store_name(order.store_id).to_owned(),
            state: order.state,
            goods_amount: Fen(order.goods_amount),
            shipping_fee: Fen(order.shipping_fee),
            order_amount: Fen(order.order_amount),
            pd_amount: Fen(order.pd_amount),
            pay_name: order.pay_name.name(),
            created_at: order.created_at,
        }
    }
}

/// Goods of an order in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GoodsView {
    /// 商品名称
    name: String,
    /// 商品图片
    image: String,
    /// 单价
    ///
    /// 单位：分，下单时的价格。
    price: Fen,
    /// 数量
    num: i64,
}

impl From<OrderLine> for GoodsView {
    fn from(line: OrderLine) -> GoodsView {
        GoodsView {
            name: line.name,
            image: line.image_url,
            price: Fen(line.price),
            num: line.num,
        }
    }
}

/// An order with everything that belongs to it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DetailView {
    #[serde(flatten)]
    order: OrderView,
    /// 满减金额
    ///
    /// 单位：分。
    mansong_amount: Fen,
    /// 代金券金额
    ///
    /// 单位：分。
    voucher_amount: Fen,
    /// 满减活动
    ///
    /// 没有则为空字符串。
    promotion: String,
    /// 发票信息
    invoice: String,
    /// 收货人
    receiver: ReceiverView,
    /// 快递公司
    ///
    /// 未发货则为空字符串，单号同。
    express_name: String,
    /// 快递单号
    express_no: String,
    /// 付款时间
    ///
    /// unix 秒，没有则为 0，以下同。
    paid_at: i64,
    /// 发货时间
    shipped_at: i64,
    /// 收货时间
    done_at: i64,
    /// 关闭时间
    closed_at: i64,
    /// 商品列表
    goods: Vec<LineView>,
}

/// The receiver of a parcel.
#[derive(Serialize, JsonSchema)]
struct ReceiverView {
    /// 姓名
    true_name: String,
    /// 地区
    area_info: String,
    /// 地址
    address: String,
    /// 电话
    tel_phone: String,
    /// 手机
    mob_phone: String,
}

/// A line of an order.
#[derive(Serialize, JsonSchema)]
struct LineView {
    /// 商品编号
    goods_id: i64,
    #[serde(flatten)]
    goods: GoodsView,
    /// 实付金额
    ///
    /// 单位：分，分摊满减和代金券之后。
    pay_price: Fen,
    /// 价格类型
    ///
    /// 1 - 原价、2 - 抢购、3 - 限时折扣、5 - 赠品、6 - 茶样。
    kind: i64,
}

impl DetailView {
    pub(crate) fn of(numbered: Numbered, lines: Vec<OrderLine>, content: &Content) -> DetailView {
        let (view, order) = (OrderView::of(&numbered, content), numbered.order);
        let line = |line: OrderLine| LineView {
            goods_id: line.goods_id,
            pay_price: Fen(line.pay_price),
            kind: line.kind,
            goods: line.into(),
        };
        DetailView {
            order: view,
            mansong_amount: Fen(order.mansong_amount),
            voucher_amount: Fen(order.voucher_amount),
            promotion: order.promotion,
            invoice: order.invoice,
            receiver: ReceiverView {
                true_name: order.receiver.name,
                area_info: order.receiver.area_info,
                address: order.receiver.address,
                tel_phone: order.receiver.tel,
                mob_phone: order.receiver.mob,
            },
            express_name: order.express_name,
            express_no: order.express_no,
            paid_at: order.paid_at.unwrap_or_default(),
            shipped_at: order.shipped_at.unwrap_or_default(),
            done_at: order.done_at.unwrap_or_default(),
            closed_at: order.closed_at.unwrap_or_default(),
            goods: lines.into_iter().map(line).collect(),
        }
    }
}
