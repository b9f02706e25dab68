//! The tables of stores and goods, and of what is shown about them.

diesel::table! {
    #[sql_name = "teahouse_stores"]
    stores (id) {
        id -> BigInt,
        name -> Text,
        free_price -> BigInt,
        offpay -> Bool,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_offpay_areas"]
    offpay_areas (store_id, code) {
        store_id -> BigInt,
        code -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_classes"]
    classes (id) {
        id -> BigInt,
        name -> Text,
        parent_id -> BigInt,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_commons"]
    commons (id) {
        id -> BigInt,
        store_id -> BigInt,
        gc_id -> BigInt,
        name -> Text,
        jingle -> Text,
        specs -> Text,
        body -> Text,
        transport_id -> BigInt,
        freight -> BigInt,
        has_vat -> Bool,
        is_virtual -> Bool,
        virtual_indate -> BigInt,
        virtual_limit -> BigInt,
        is_fcode -> Bool,
        is_appoint -> Bool,
        is_presell -> Bool,
        is_sample -> Bool,
        origin -> Text,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_goods"]
    goods (id) {
        id -> BigInt,
        common_id -> BigInt,
        store_id -> BigInt,
        gc_id -> BigInt,
        name -> Text,
        spec -> Text,
        price -> BigInt,
        marketprice -> BigInt,
        storage -> BigInt,
        salenum -> BigInt,
        click -> BigInt,
        commentnum -> BigInt,
        good_star -> BigInt,
        evaluations -> BigInt,
        image_url -> Text,
        middle_url -> Text,
        is_main -> Bool,
        state -> BigInt,
        live -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_goods_images"]
    goods_images (id) {
        id -> BigInt,
        common_id -> BigInt,
        url -> Text,
        middle_url -> Text,
        listorder -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_goods_gifts"]
    goods_gifts (goods_id, gift_goods_id) {
        goods_id -> BigInt,
        gift_goods_id -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_tasters"]
    tasters (id) {
        id -> BigInt,
        goods_id -> BigInt,
        score -> BigInt,
        taste -> Text,
        light -> Text,
        aroma -> Text,
        leaf -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_blocks"]
    blocks (id) {
        id -> BigInt,
        kind -> Text,
        image_url -> Text,
        middle_url -> Text,
        link -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_transports"]
    transports (id) {
        id -> BigInt,
        store_id -> BigInt,
        name -> Text,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_transport_rules"]
    transport_rules (id) {
        id -> BigInt,
        transport_id -> BigInt,
        is_default -> Bool,
        first_num -> BigInt,
        first_fee -> BigInt,
        next_num -> BigInt,
        next_fee -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_transport_areas"]
    transport_areas (transport_id, code) {
        transport_id -> BigInt,
        code -> BigInt,
        rule_id -> BigInt,
    }
}
