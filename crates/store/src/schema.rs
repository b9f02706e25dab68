//! The columns of every table, as the migrations make them.

diesel::table! {
    apps (appid) {
        appid -> Text,
        name -> Text,
        class -> Text,
        state -> Text,
        allow -> Text,
        ips -> Text,
        origins -> Text,
        min_sign_type -> Text,
        sandbox -> Bool,
        calls_per_minute -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    app_secrets (id) {
        id -> BigInt,
        appid -> Text,
        secret -> Text,
        valid_from -> BigInt,
        valid_until -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    ip_bans (ip) {
        ip -> Text,
        banned_until -> BigInt,
        reason -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    server_keys (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    revisions (topic) {
        topic -> Text,
        number -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        mobile -> Text,
        password_hash -> Text,
        open_id -> Text,
        nickname -> Text,
        headimg -> Text,
        intro -> Text,
        platform -> BigInt,
        channel -> Text,
        state -> BigInt,
        points -> BigInt,
        register_ip -> Text,
        last_login_ip -> Text,
        last_login_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    points_ledger (id) {
        id -> BigInt,
        user_id -> BigInt,
        delta -> BigInt,
        balance -> BigInt,
        reason -> Text,
        ref_id -> Text,
        created_at -> BigInt,
    }
}

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
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> BigInt,
        class -> Text,
        platform -> BigInt,
        state -> Text,
        created_at -> BigInt,
        renewed_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sms_templates (send_key) {
        send_key -> Text,
        title -> Text,
        body -> Text,
        classes -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    sms_blacklist (mobile) {
        mobile -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    app_upgrades (id) {
        id -> BigInt,
        platform -> BigInt,
        channel -> Text,
        version -> Text,
        way -> BigInt,
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
