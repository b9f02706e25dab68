//! The faults that only this product gives.

signet_fault::codes! {
    /// No city that clients see has this code.
    HOMECARE_CITY_UNKNOWN = Row::new("homecare_city_unknown", "城市不存在", "用 homecare.city.search 取得城市编码");
    /// There is no city at all.
    HOMECARE_NO_CITY = Row::new("homecare_no_city", "尚未开通城市", "等待开通");
    /// There is no such group of goods, or it is hidden.
    HOMECARE_GOODS_ITEM_UNKNOWN = Row::new("homecare_goods_item_unknown", "商品分类不存在", "刷新商品分类");
    /// There are no such goods, they are hidden, or the city does not have them.
    HOMECARE_GOODS_UNKNOWN = Row::new("homecare_goods_unknown", "商品不存在", "刷新商品列表");
    /// There is no such group of services, or it is hidden.
    HOMECARE_SERVICE_GROUP_UNKNOWN = Row::new("homecare_service_group_unknown", "服务项目不存在", "刷新服务项目");
    /// No version of this platform was entered.
    HOMECARE_VERSION_UNKNOWN = Row::new("homecare_version_unknown", "暂无版本信息", "继续使用当前版本");
    /// The code of an SMS is missing.
    HOMECARE_CODE_MISSING = Row::new("homecare_code_missing", "验证码不能为空", "传 verify_code");
    /// No game runs, or the account has played as often as it may.
    HOMECARE_NO_GAME = Row::new("homecare_no_game", "没有可玩的游戏", "等待下一次游戏");
    /// All coupons of the game are won.
    HOMECARE_COUPONS_GONE = Row::new("homecare_coupons_gone", "优惠券已发完", "等待下一次游戏");
    /// The account has redeemed an invite code.
    HOMECARE_INVITE_USED = Row::new("homecare_invite_used", "您已兑换过邀请码", "每个账号只能兑换一次");
    /// No account has this invite code, or invitations are off.
    HOMECARE_INVITE_UNKNOWN = Row::new("homecare_invite_unknown", "邀请码不存在", "检查邀请码");
    /// The invite code is that of the account itself.
    HOMECARE_INVITE_OWN = Row::new("homecare_invite_own", "不能兑换自己的邀请码", "用其他用户的邀请码");
}
