//! The reasons why points change.

use signet_domain::points::Reason;

/// The user registered.
pub(crate) const WELCOME: Reason = Reason {
    name: "welcome",
    label: "注册赠送",
};

/// The user paid an order.
pub(crate) const ORDER: Reason = Reason {
    name: "order",
    label: "兑换商品",
};

/// An order was cancelled.
pub(crate) const ORDER_CANCEL: Reason = Reason {
    name: "order_cancel",
    label: "订单取消退回",
};

/// Every reason.
pub(crate) const ALL: [Reason; 3] = [WELCOME, ORDER, ORDER_CANCEL];
