//! The faults that only this product returns.

signet_fault::codes! {
    /// A category has no room for another category: the limits are 900 siblings and ten levels.
    CATEGORY_FULL = Row::new("category_full", "该分类下不能再添加分类", "每级最多 900 个分类，最多 10 级");
    /// The category does not exist, is not live or has another type.
    CATEGORY_NOT_FOUND = Row::new("category_not_found", "分类不存在", "检查分类 ID 与类型");
    /// The notice does not exist, it is hidden, or this platform does not show it.
    NOTICE_NOT_FOUND = Row::new("notice_not_found", "公告不存在或已经删除", "刷新公告列表");
    /// The article does not exist, or it is hidden.
    NEWS_NOT_FOUND = Row::new("news_not_found", "文章不存在或已经删除", "刷新文章列表");
}
