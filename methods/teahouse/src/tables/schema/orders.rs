//! The tables of carts, favourites and orders.

diesel::table! {
    #[sql_name = "teahouse_carts"]
    carts (id) {
        id -> BigInt,
        user_id -> BigInt,
        goods_id -> BigInt,
        quantity -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_favorites"]
    favorites (user_id, goods_id) {
        user_id -> BigInt,
        goods_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_payments"]
    payments (id) {
        id -> BigInt,
        pay_sn -> Text,
        user_id -> BigInt,
        checkout -> Text,
        digest -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_orders"]
    orders (id) {
        id -> BigInt,
        order_sn -> Text,
        payment_id -> BigInt,
        store_id -> BigInt,
        user_id -> BigInt,
        state -> BigInt,
        pay_name -> Text,
        goods_amount -> BigInt,
        mansong_amount -> BigInt,
        voucher_amount -> BigInt,
        shipping_fee -> BigInt,
        order_amount -> BigInt,
        pd_amount -> BigInt,
        voucher_id -> Nullable<BigInt>,
        sample_id -> Nullable<BigInt>,
        promotion -> Text,
        invoice -> Text,
        name -> Text,
        city_id -> BigInt,
        area_id -> BigInt,
        area_info -> Text,
        address -> Text,
        tel -> Text,
        mob -> Text,
        express_name -> Text,
        express_no -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        paid_at -> Nullable<BigInt>,
        shipped_at -> Nullable<BigInt>,
        done_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "teahouse_order_goods"]
    order_goods (id) {
        id -> BigInt,
        order_id -> BigInt,
        goods_id -> BigInt,
        common_id -> BigInt,
        name -> Text,
        image_url -> Text,
        price -> BigInt,
        num -> BigInt,
        pay_price -> BigInt,
        kind -> BigInt,
        promotion_id -> Nullable<BigInt>,
    }
}
