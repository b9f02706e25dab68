//! The columns of every table of the pack, as the migration of the pack creates them. The names here leave out the prefix
//! `homecare_`.

diesel::table! {
    #[sql_name = "homecare_consumers"]
    consumers (user_id) {
        user_id -> BigInt,
        address -> Text,
        sex -> BigInt,
        birthday -> Text,
        invite_code -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_guests"]
    guests (mobile) {
        mobile -> Text,
        token_hash -> Text,
        turns -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_cities"]
    cities (id) {
        id -> BigInt,
        city_num -> Text,
        city_name -> Text,
        city_address -> Text,
        city_info -> Text,
        city_tel -> Text,
        is_default -> Bool,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_goods_items"]
    goods_items (id) {
        id -> BigInt,
        city_id -> BigInt,
        item_name -> Text,
        advertisment -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_goods_sec_items"]
    goods_sec_items (id) {
        id -> BigInt,
        pid -> BigInt,
        item_name -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_goods"]
    goods (id) {
        id -> BigInt,
        oid -> BigInt,
        title -> Text,
        picture -> Text,
        origin_price -> BigInt,
        real_price -> BigInt,
        repair_price -> BigInt,
        brand -> Text,
        made_by -> Text,
        made_in -> Text,
        material -> Text,
        content -> Text,
        plus -> Text,
        recommand -> BigInt,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_service_groups"]
    service_groups (id) {
        id -> BigInt,
        city_id -> BigInt,
        item_name -> Text,
        note -> Text,
        #[sql_name = "type"]
        kind -> BigInt,
        recommand -> BigInt,
        icon -> Text,
        sort_id -> Nullable<BigInt>,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_services"]
    services (id) {
        id -> BigInt,
        pid -> BigInt,
        item_name -> Text,
        sort_id -> Nullable<BigInt>,
        pic_url -> Nullable<Text>,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_ads"]
    ads (id) {
        id -> BigInt,
        area -> BigInt,
        title -> Text,
        content -> Text,
        photo -> Text,
        #[sql_name = "type"]
        kind -> BigInt,
        is_new -> Bool,
        first_jump -> BigInt,
        second_jump -> Nullable<BigInt>,
        third_jump -> Nullable<BigInt>,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_versions"]
    versions (id) {
        id -> BigInt,
        platform -> BigInt,
        version -> Text,
        updated_at -> BigInt,
        state -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_messages"]
    messages (id) {
        id -> BigInt,
        user_id -> BigInt,
        content -> Text,
        deadline -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_message_reads"]
    message_reads (user_id, message_id) {
        user_id -> BigInt,
        message_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_feedback"]
    feedback (id) {
        id -> BigInt,
        phone -> Text,
        content -> Text,
        ip -> Text,
        note -> Text,
        handled_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_orders"]
    orders (id) {
        id -> BigInt,
        order_no -> Text,
        order_type -> BigInt,
        user_id -> BigInt,
        phone -> Text,
        order_phone -> Text,
        name -> Text,
        city_id -> BigInt,
        city_number -> Text,
        address -> Text,
        send_type -> BigInt,
        online_pay -> Bool,
        channel -> Text,
        status -> BigInt,
        total -> BigInt,
        discount -> BigInt,
        amount -> BigInt,
        coupon_id -> Nullable<BigInt>,
        settled_at -> Nullable<BigInt>,
        digest -> Text,
        note -> Text,
        canceled_by -> Text,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        delivered_at -> Nullable<BigInt>,
        done_at -> Nullable<BigInt>,
        canceled_at -> Nullable<BigInt>,
        appraised_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "homecare_order_goods"]
    order_goods (id) {
        id -> BigInt,
        order_id -> BigInt,
        sid -> BigInt,
        title -> Text,
        origin_price -> BigInt,
        real_price -> BigInt,
        repair_price -> BigInt,
        use_repair -> Bool,
    }
}

diesel::table! {
    #[sql_name = "homecare_order_services"]
    order_services (id) {
        id -> BigInt,
        order_id -> BigInt,
        hid -> BigInt,
        item_name -> Text,
    }
}

diesel::table! {
    #[sql_name = "homecare_order_pictures"]
    order_pictures (order_id, picindex) {
        order_id -> BigInt,
        picindex -> BigInt,
        upload_id -> BigInt,
        path -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_appraisals"]
    appraisals (order_id) {
        order_id -> BigInt,
        user_id -> BigInt,
        rate -> BigInt,
        ticks -> BigInt,
        comment -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_coupons"]
    coupons (id) {
        id -> BigInt,
        cou_id -> Text,
        user_id -> BigInt,
        #[sql_name = "type"]
        kind -> BigInt,
        value -> BigInt,
        deadline -> BigInt,
        source -> Text,
        created_at -> BigInt,
        owned_at -> BigInt,
        used_at -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "homecare_coupon_rules"]
    coupon_rules (kind) {
        #[sql_name = "type"]
        kind -> BigInt,
        value -> BigInt,
        days -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_invites"]
    invites (user_id) {
        user_id -> BigInt,
        inviter_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_invite_tries"]
    invite_tries (user_id) {
        user_id -> BigInt,
        day -> Text,
        tries -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_games"]
    games (id) {
        id -> BigInt,
        title -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        total -> BigInt,
        sent -> BigInt,
        plays -> BigInt,
        min_value -> BigInt,
        max_value -> BigInt,
        days -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "homecare_game_plays"]
    game_plays (game_id, user_id) {
        game_id -> BigInt,
        user_id -> BigInt,
        plays -> BigInt,
    }
}

diesel::joinable!(goods_sec_items -> goods_items (pid));
diesel::joinable!(goods -> goods_sec_items (oid));
diesel::joinable!(services -> service_groups (pid));
diesel::allow_tables_to_appear_in_same_query!(goods, goods_sec_items, goods_items);
diesel::allow_tables_to_appear_in_same_query!(services, service_groups);
diesel::allow_tables_to_appear_in_same_query!(messages, message_reads);
