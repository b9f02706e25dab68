//! The tables of promotions, vouchers and samples.

diesel::table! {
    #[sql_name = "teahouse_promotions"]
    promotions (id) {
        id -> BigInt,
        kind -> Text,
        goods_id -> BigInt,
        store_id -> BigInt,
        name -> Text,
        title -> Text,
        note -> Text,
        price -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        lower_limit -> BigInt,
        upper_limit -> BigInt,
        quota -> BigInt,
        sold -> BigInt,
        recommend -> Bool,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_promotion_sales"]
    promotion_sales (promotion_id, user_id) {
        promotion_id -> BigInt,
        user_id -> BigInt,
        quantity -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_mansongs"]
    mansongs (id) {
        id -> BigInt,
        store_id -> BigInt,
        name -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_mansong_rules"]
    mansong_rules (id) {
        id -> BigInt,
        mansong_id -> BigInt,
        price -> BigInt,
        discount -> BigInt,
        gift_goods_id -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_voucher_templates"]
    voucher_templates (id) {
        id -> BigInt,
        store_id -> BigInt,
        title -> Text,
        description -> Text,
        price -> BigInt,
        threshold -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        total -> BigInt,
        given -> BigInt,
        each_limit -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_vouchers"]
    vouchers (id) {
        id -> BigInt,
        t_id -> BigInt,
        store_id -> BigInt,
        user_id -> BigInt,
        price -> BigInt,
        threshold -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        state -> BigInt,
        order_id -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_fcodes"]
    fcodes (id) {
        id -> BigInt,
        common_id -> BigInt,
        code_hash -> Text,
        order_id -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_samples"]
    samples (id) {
        id -> BigInt,
        name -> Text,
        images -> Text,
        origin_place -> Text,
        weight -> Text,
        price -> BigInt,
        freight -> BigInt,
        limit_number -> BigInt,
        received -> BigInt,
        link_goods_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        added_at -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_sample_claims"]
    sample_claims (sample_id, user_id) {
        sample_id -> BigInt,
        user_id -> BigInt,
        order_id -> BigInt,
    }
}
