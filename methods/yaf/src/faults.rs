//! The faults that only this product gives.

signet_fault::codes! {
    /// A category cannot take another one: 900 siblings, ten levels.
    CATEGORY_FULL = Row::new("category_full", "该分类下不能再添加分类", "每级最多 900 个分类，最多 10 级");
    /// There is no such live category of this type.
    CATEGORY_NOT_FOUND = Row::new("category_not_found", "分类不存在", "检查分类 ID 与类型");
    /// There is no such notice, it is hidden, or this platform does not show it.
    NOTICE_NOT_FOUND = Row::new("notice_not_found", "公告不存在或已经删除", "刷新公告列表");
    /// There is no such article, or it is hidden.
    NEWS_NOT_FOUND = Row::new("news_not_found", "文章不存在或已经删除", "刷新文章列表");
}
