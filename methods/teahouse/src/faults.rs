//! The faults that only this product returns.

signet_fault::codes! {
    /// The goods are sold for an F-code, are a sample, or are not sent as a parcel.
    NOT_FOR_CART = Row::new("not_for_cart", "该商品不能加入购物车", "直接购买");
    /// The cart has the maximum number of lines.
    CART_FULL = Row::new("cart_full", "购物车已满", "删除一些商品");
    /// The cart of the member does not contain the line.
    CART_NOT_FOUND = Row::new("cart_not_found", "购物车中没有该商品", "刷新购物车");
    /// The member has the maximum number of favourites.
    FAVORITE_LIMIT = Row::new("favorite_limit", "收藏数量已达上限", "删除一些收藏");
    /// No sample of the goods is running.
    SAMPLE_CLOSED = Row::new("sample_closed", "茶样未开始或已结束", "等待下一次");
    /// The member already has the sample.
    SAMPLE_CLAIMED = Row::new("sample_claimed", "您已领取过该茶样", "等待下一次");
    /// No pieces of the sample are left.
    SAMPLE_GONE = Row::new("sample_gone", "茶样已领完", "等待下一次");
    /// A text of the checkout was not made for this member and this step, or the goods that it names cannot be bought any more.
    CHECKOUT_INVALID = Row::new("checkout_invalid", "订单信息无效,请重新确认订单", "重新调用购买第一步");
    /// The first step was more than an hour ago.
    CHECKOUT_EXPIRED = Row::new("checkout_expired", "订单信息已过期,请重新确认订单", "重新调用购买第一步");
    /// The texts belong to different checkouts, or the checkout was for another cart or another area.
    CHECKOUT_CHANGED = Row::new("checkout_changed", "商品或收货地址已变化,请重新确认订单", "重新调用购买第一步");
    /// The checkout was submitted before, with other values.
    CHECKOUT_USED = Row::new("checkout_used", "该订单已经提交过,请重新确认订单", "重新调用购买第一步");
    /// The goods or the freight cost more than the first steps showed.
    PRICE_CHANGED = Row::new("price_changed", "价格或运费已变化,请重新确认订单", "重新调用购买第一步，向用户显示新的价格");
    /// No store of the order takes cash in the area.
    OFFPAY_REFUSED = Row::new("offpay_refused", "不支持货到付款", "选择在线付款");
    /// The member cannot use the voucher for the order.
    VOUCHER_INVALID = Row::new("voucher_invalid", "代金券不可用", "换一张代金券，或不使用");
    /// The article does not have the F-code, or an order has already used it.
    FCODE_INVALID = Row::new("fcode_invalid", "F码无效或已使用", "换一个F码");
    /// The member has set no password for payments.
    PAY_PASSWORD_UNSET = Row::new("pay_password_unset", "请先设置支付密码", "调用 teahouse.paypwd.set");
    /// The password for payments is wrong.
    WRONG_PAY_PASSWORD = Row::new("wrong_pay_password", "支付密码不正确", "重新输入，或调用 teahouse.paypwd.set");
    /// The password for payments was wrong too often.
    PAY_LOCKED = Row::new("pay_locked", "支付密码错误次数过多,请24小时后重试或重新设置", "调用 teahouse.paypwd.set");
    /// A freight template has no rule for the area.
    NOT_DELIVERABLE = Row::new("not_deliverable", "该地区暂不配送", "换一个收货地址");
    /// The member does not have the invoice.
    INVOICE_NOT_FOUND = Row::new("invoice_not_found", "发票信息不存在", "刷新发票信息列表");
    /// The money that the shop holds for a member does not cover a change.
    PREDEPOSIT_SHORT = Row::new("predeposit_short", "预存款不足", "减少金额");
    /// There is no sample at all.
    SAMPLE_NOT_FOUND = Row::new("sample_not_found", "暂无免费茶样", "等待下一次");
}
