//! The columns of the shared tables, as the migrations make them.

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
        identity_trusted -> Bool,
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
    nodes (id) {
        id -> Text,
        address -> Text,
        revision -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> BigInt,
        created_at -> BigInt,
        actor -> Text,
        source -> Text,
        action -> Text,
        detail -> Text,
        request_id -> Text,
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
        realm -> Text,
        mobile -> Nullable<Text>,
        username -> Nullable<Text>,
        password_hash -> Text,
        weak_password -> Bool,
        open_id -> Text,
        nickname -> Text,
        headimg -> Text,
        intro -> Text,
        platform -> BigInt,
        channel -> Text,
        state -> BigInt,
        points -> BigInt,
        turns -> BigInt,
        register_ip -> Text,
        last_login_ip -> Text,
        last_login_at -> Nullable<BigInt>,
        login_sources -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    identities (id) {
        id -> BigInt,
        realm -> Text,
        provider -> Text,
        subject -> Text,
        user_id -> BigInt,
        created_at -> BigInt,
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
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> BigInt,
        realm -> Text,
        class -> Text,
        platform -> BigInt,
        state -> Text,
        created_at -> BigInt,
        renewed_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sms_templates (realm, send_key) {
        realm -> Text,
        send_key -> Text,
        title -> Text,
        body -> Text,
        classes -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        state -> BigInt,
    }
}

diesel::table! {
    sms_blacklist (mobile) {
        mobile -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        realm -> Text,
        user_id -> BigInt,
        guest -> Text,
        path -> Text,
        media_type -> Text,
        bytes -> BigInt,
        width -> BigInt,
        height -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    districts (code) {
        code -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    charges (id) {
        id -> BigInt,
        realm -> Text,
        order_no -> Text,
        number -> Text,
        fen -> BigInt,
        channel -> Text,
        subject -> Text,
        body -> Text,
        client_ip -> Text,
        state -> Text,
        provider_id -> Nullable<Text>,
        detail -> Nullable<Text>,
        requested -> BigInt,
        refunded -> BigInt,
        turns -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        checked_at -> Nullable<BigInt>,
        check_at -> Nullable<BigInt>,
        paid_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    refunds (id) {
        id -> BigInt,
        charge_id -> BigInt,
        order_no -> Text,
        fen -> BigInt,
        reason -> Text,
        state -> Text,
        provider_id -> Nullable<Text>,
        tries -> BigInt,
        created_at -> BigInt,
        next_at -> Nullable<BigInt>,
        refunded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    payment_events (id) {
        id -> BigInt,
        event_id -> Text,
        kind -> Text,
        outcome -> Text,
        number -> Text,
        fen -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    jobs (name) {
        name -> Text,
        holder -> Text,
        run -> BigInt,
        lease_until -> BigInt,
        due_at -> BigInt,
        started_at -> Nullable<BigInt>,
        succeeded_at -> Nullable<BigInt>,
        duration_ms -> BigInt,
        failures -> BigInt,
        error -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, identities);
