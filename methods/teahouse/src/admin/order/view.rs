use schemars::JsonSchema;
use serde::Serialize;
use signet_store::charges::{self, Charge};
use signet_store::refunds::{self, Refund};
use signet_store::{Connection, Error};
use signet_wire::Fen;

use crate::TEAHOUSE;
use crate::content::Content;
use crate::order::numbered::Numbered;
use crate::order::view;
use crate::tables::order_goods::{self, OrderLine};

/// An order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Entry {
    #[serde(flatten)]
    order: view::OrderView,
    /// 会员编号
    user_id: i64,
}

impl Entry {
    pub(super) fn of(numbered: &Numbered, content: &Content) -> Entry {
        Entry {
            order: view::OrderView::of(numbered, content),
            user_id: numbered.order.user_id,
        }
    }
}

/// An order with everything that belongs to it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DetailView {
    #[serde(flatten)]
    order: view::DetailView,
    /// 会员编号
    user_id: i64,
    /// 支付单
    ///
    /// 支付编号最近的一笔，没有则为 null。
    charge: Option<ChargeView>,
    /// 退款
    ///
    /// 这个订单在该支付单中的退款，没有则为 null。
    refund: Option<RefundView>,
}

/// The charge of a pay number.
#[derive(Serialize, JsonSchema)]
struct ChargeView {
    /// 支付单 ID
    charge_id: i64,
    /// 支付状态
    ///
    /// pending - 待支付、paid - 已支付、failed - 未支付、closed - 已关闭、refunding - 退款中、refunded - 已退款。
    state: &'static str,
    /// 金额
    ///
    /// 单位：分。
    amount: Fen,
}

/// The refund of an order.
#[derive(Serialize, JsonSchema)]
struct RefundView {
    /// 退款状态
    ///
    /// pending - 待提交、sent - 处理中、made - 已退款、failed - 失败。
    state: &'static str,
    /// 金额
    ///
    /// 单位：分。
    amount: Fen,
}

/// The rows that belong to an order.
pub(super) struct Parts {
    numbered: Numbered,
    lines: Vec<OrderLine>,
    charge: Option<Charge>,
    refund: Option<Refund>,
}

impl Parts {
    /// Reads the rows.
    pub(super) fn read(connection: &mut Connection, numbered: Numbered) -> Result<Parts, Error> {
        let charge = charges::newest(connection, TEAHOUSE.name(), &numbered.pay_sn)?;
        let refunds = match &charge {
            Some(charge) => refunds::of_charge(connection, charge.id)?,
            None => Vec::new(),
        };
        let mut of_order = refunds.into_iter();
        Ok(Parts {
            lines: order_goods::of_orders(connection, &[numbered.order.id])?,
            refund: of_order.find(|refund| refund.order_no == numbered.order.order_sn),
            charge,
            numbered,
        })
    }

    /// Returns the order as operators see it.
    pub(super) fn shown(self, content: &Content) -> DetailView {
        DetailView {
            user_id: self.numbered.order.user_id,
            charge: self.charge.map(|charge| ChargeView {
                charge_id: charge.id,
                state: charge.state.name(),
                amount: Fen(charge.fen),
            }),
            refund: self.refund.map(|refund| RefundView {
                state: refund.state.name(),
                amount: Fen(refund.fen),
            }),
            order: view::DetailView::of(self.numbered, self.lines, content),
        }
    }
}
