//! The columns of every table of the pack, as its migrations make them.

diesel::table! {
    messages (id) {
        id -> BigInt,
        user_id -> BigInt,
        msg_type -> BigInt,
        type_ref_id -> BigInt,
        is_read -> Bool,
        title -> Text,
        content -> Text,
        url -> Text,
        state -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    app_upgrades (id) {
        id -> BigInt,
        platform -> BigInt,
        channel -> Text,
        version -> Text,
        #[sql_name = "way"]
        policy -> BigInt,
        title -> Text,
        description -> Text,
        url -> Text,
        dialog_repeat -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    system_configs (name) {
        name -> Text,
        title -> Text,
        value -> Text,
        state -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    ad_positions (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        max_ads -> BigInt,
        state -> BigInt,
    }
}

diesel::table! {
    ads (id) {
        id -> BigInt,
        position_id -> BigInt,
        name -> Text,
        image_url -> Text,
        iphone_image_url -> Text,
        url -> Text,
        platforms -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        title -> Text,
        summary -> Text,
        body -> Text,
        platforms -> BigInt,
        is_dialog -> Bool,
        dialog_ends_at -> Nullable<BigInt>,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    categories (id) {
        id -> BigInt,
        cat_type -> BigInt,
        name -> Text,
        parent_id -> BigInt,
        level -> BigInt,
        cat_code -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    links (id) {
        id -> BigInt,
        category_id -> BigInt,
        name -> Text,
        url -> Text,
        image_url -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    news (id) {
        id -> BigInt,
        category_id -> BigInt,
        title -> Text,
        intro -> Text,
        image_url -> Text,
        source -> Text,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    news_contents (news_id) {
        news_id -> BigInt,
        content -> Text,
    }
}

diesel::table! {
    notice_reads (user_id, notice_id) {
        user_id -> BigInt,
        notice_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    goods (id) {
        id -> BigInt,
        category_id -> BigInt,
        name -> Text,
        min_market_price -> BigInt,
        max_market_price -> BigInt,
        min_price -> BigInt,
        max_price -> BigInt,
        image_url -> Text,
        buy_count -> BigInt,
        limit_count -> BigInt,
        description -> Text,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    goods_images (id) {
        id -> BigInt,
        goods_id -> BigInt,
        image_url -> Text,
        listorder -> BigInt,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        goods_id -> BigInt,
        market_price -> BigInt,
        sales_price -> BigInt,
        stock -> BigInt,
        spec_val -> Text,
        skuid -> Text,
        state -> BigInt,
    }
}

diesel::table! {
    goods_sales (goods_id, day) {
        goods_id -> BigInt,
        day -> BigInt,
        quantity -> BigInt,
    }
}

diesel::table! {
    addresses (id) {
        id -> BigInt,
        user_id -> BigInt,
        realname -> Text,
        mobile -> Text,
        district_code -> BigInt,
        street -> Text,
        address -> Text,
        is_default -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    orders (id) {
        id -> BigInt,
        order_sn -> Text,
        user_id -> BigInt,
        request_token -> Text,
        request_digest -> Text,
        total_price -> BigInt,
        status -> BigInt,
        paid_at -> BigInt,
        shipped_at -> Nullable<BigInt>,
        done_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        receiver_name -> Text,
        receiver_province -> Text,
        receiver_city -> Text,
        receiver_district -> Text,
        receiver_street -> Text,
        receiver_address -> Text,
        receiver_mobile -> Text,
        express_name -> Text,
        express_no -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    order_items (id) {
        id -> BigInt,
        order_id -> BigInt,
        user_id -> BigInt,
        goods_id -> BigInt,
        goods_name -> Text,
        goods_image -> Text,
        product_id -> BigInt,
        spec_val -> Text,
        market_price -> BigInt,
        sales_price -> BigInt,
        quantity -> BigInt,
        payment_price -> BigInt,
        total_price -> BigInt,
    }
}

diesel::joinable!(news_contents -> news (news_id));
diesel::joinable!(products -> goods (goods_id));
diesel::joinable!(order_items -> orders (order_id));
diesel::allow_tables_to_appear_in_same_query!(news_contents, news);
diesel::allow_tables_to_appear_in_same_query!(notice_reads, notices);
diesel::allow_tables_to_appear_in_same_query!(products, goods);
diesel::allow_tables_to_appear_in_same_query!(order_items, orders);
