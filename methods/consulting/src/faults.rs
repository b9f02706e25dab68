//! The faults that only this product returns.

signet_fault::codes! {
    /// The ticket is missing, unknown, used, expired or tried too often.
    TICKET_INVALID = Row::new("ticket_invalid", "注册凭证无效或已过期", "重新用短信验证码取得 ticket");
    /// The two entries of the password differ.
    PASSWORDS_DIFFER = Row::new("passwords_differ", "两次输入的密码不一致", "重新输入密码");
    /// Operators have not approved the consultant yet.
    CONSULTANT_PENDING = Row::new("consultant_pending", "顾问资格正在审核", "等待审核通过");
    /// Operators have suspended the consultant.
    CONSULTANT_SUSPENDED = Row::new("consultant_suspended", "顾问资格已被暂停", "联系客服");
    /// The tag does not exist, or it is hidden.
    TAG_UNKNOWN = Row::new("tag_unknown", "标签不存在", "用 consulting.tag.check 取得标签");
    /// The post does not exist, it belongs to another buyer, or it is not visible to the consultant.
    POST_NOT_FOUND = Row::new("post_not_found", "需求不存在", "刷新需求列表");
    /// The state of the post does not allow this step, or operators hid the post.
    POST_STATE = Row::new("post_state", "需求当前状态不允许此操作", "刷新需求列表");
    /// Too many posts of the buyer are unpaid or open.
    POST_LIMIT = Row::new("post_limit", "未完成的需求过多", "等待处理，或删除不需要的需求");
    /// The order number, the price or the status in the call differs from the post.
    ORDER_MISMATCH = Row::new("order_mismatch", "订单信息与需求不符", "刷新需求列表，按 msg 改正");
    /// The consultant has no standing offer for the current version of the post.
    OFFER_MISSING = Row::new("offer_missing", "该顾问没有接单", "用 consulting.order.offers 查看接单的顾问");
    /// The consultant has too many standing offers and running orders.
    WORK_LIMIT = Row::new("work_limit", "进行中的接单与订单过多", "完成或取消一些再接单");
    /// The buyer of the post and the consultant have the same mobile.
    OWN_POST = Row::new("own_post", "不能接自己的需求", "选择其他需求");
}
