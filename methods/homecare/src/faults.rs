//! The faults that only this product reports.

signet_fault::codes! {
    /// No city that clients see has this code.
    HOMECARE_CITY_UNKNOWN = Row::new("homecare_city_unknown", "城市不存在", "用 homecare.city.search 取得城市编码");
    /// There is no city at all.
    HOMECARE_NO_CITY = Row::new("homecare_no_city", "尚未开通城市", "等待开通");
    /// The group of goods does not exist, or it is hidden.
    HOMECARE_GOODS_ITEM_UNKNOWN = Row::new("homecare_goods_item_unknown", "商品分类不存在", "刷新商品分类");
    /// The goods do not exist, are hidden, or the city does not have them.
    HOMECARE_GOODS_UNKNOWN = Row::new("homecare_goods_unknown", "商品不存在", "刷新商品列表");
    /// The group of services does not exist, or it is hidden.
    HOMECARE_SERVICE_GROUP_UNKNOWN = Row::new("homecare_service_group_unknown", "服务项目不存在", "刷新服务项目");
    /// The caller has not proved that the phone is its own.
    HOMECARE_PHONE_UNVERIFIED = Row::new("homecare_phone_unverified", "手机号未验证", "登录，或用 homecare.guest.verify 验证手机号");
    /// The service does not exist, is hidden, or the city does not have it.
    HOMECARE_SERVICE_UNKNOWN = Row::new("homecare_service_unknown", "服务不存在", "刷新服务列表");
    /// The amount that the client submitted is not the amount of the order.
    HOMECARE_PRICE_WRONG = Row::new("homecare_price_wrong", "订单金额不正确", "刷新商品价格，按减去优惠券后的金额提交");
    /// The coupon is used, expired, or belongs to another account.
    HOMECARE_COUPON_UNUSABLE = Row::new("homecare_coupon_unusable", "优惠券不可用", "刷新优惠券列表");
    /// Too many orders of the caller wait for an operator.
    HOMECARE_TOO_MANY_OPEN = Row::new("homecare_too_many_open", "未处理的订单过多", "等待处理，或撤销不需要的订单");
    /// The order is not in state 1 any more.
    HOMECARE_ORDER_NOT_CANCELABLE = Row::new("homecare_order_not_cancelable", "订单当前状态不能撤销", "刷新订单");
    /// The order is not completed yet.
    HOMECARE_ORDER_NOT_FINISHED = Row::new("homecare_order_not_finished", "订单尚未完成", "完成后再评价");
    /// The order is cancelled.
    HOMECARE_ORDER_CANCELED = Row::new("homecare_order_canceled", "订单已撤销", "刷新订单");
    /// The order is appraised.
    HOMECARE_ORDER_APPRAISED = Row::new("homecare_order_appraised", "订单已评价", "刷新订单");
    /// The caller has no appointment with this number.
    HOMECARE_APPOINTMENT_UNKNOWN = Row::new("homecare_appointment_unknown", "预约单不存在", "检查预约单 ID");
    /// The appointment is not in a state in which it accepts pictures.
    HOMECARE_PICTURES_CLOSED = Row::new("homecare_pictures_closed", "预约单不能再上传图片", "刷新订单");
    /// The order cannot be confirmed, because it is an on-line order that is not paid.
    HOMECARE_UNPAID = Row::new("homecare_unpaid", "订单尚未支付", "等待支付，或撤销订单");
    /// No version of this platform was entered.
    HOMECARE_VERSION_UNKNOWN = Row::new("homecare_version_unknown", "暂无版本信息", "继续使用当前版本");
    /// The SMS code is missing.
    HOMECARE_CODE_MISSING = Row::new("homecare_code_missing", "验证码不能为空", "传 verify_code");
    /// No game is running, or the account has played as often as it may.
    HOMECARE_NO_GAME = Row::new("homecare_no_game", "没有可玩的游戏", "等待下一次游戏");
    /// All coupons of the game are won.
    HOMECARE_COUPONS_GONE = Row::new("homecare_coupons_gone", "优惠券已发完", "等待下一次游戏");
    /// The account has already redeemed an invite code.
    HOMECARE_INVITE_USED = Row::new("homecare_invite_used", "您已兑换过邀请码", "每个账号只能兑换一次");
    /// No account has this invite code, or invitations are off.
    HOMECARE_INVITE_UNKNOWN = Row::new("homecare_invite_unknown", "邀请码不存在", "检查邀请码");
    /// The invite code belongs to the account itself.
    HOMECARE_INVITE_OWN = Row::new("homecare_invite_own", "不能兑换自己的邀请码", "用其他用户的邀请码");
}
