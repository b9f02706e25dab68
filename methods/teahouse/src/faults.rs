//! The faults that only this product gives.

signet_fault::codes! {
    /// The goods are sold for a code, as a sample, or as something that is no parcel.
    NOT_FOR_CART = Row::new("not_for_cart", "该商品不能加入购物车", "直接购买");
    /// The cart has the most lines that a cart may have.
    CART_FULL = Row::new("cart_full", "购物车已满", "删除一些商品");
    /// The member has no such line.
    CART_NOT_FOUND = Row::new("cart_not_found", "购物车中没有该商品", "刷新购物车");
    /// The member has the most favourites that a member may have.
    FAVORITE_LIMIT = Row::new("favorite_limit", "收藏数量已达上限", "删除一些收藏");
    /// There is no sample at all.
    SAMPLE_NOT_FOUND = Row::new("sample_not_found", "暂无免费茶样", "等待下一次");
}
