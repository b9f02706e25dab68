//! The columns of every table of the pack, as its migration makes them. `consulting_` is left out of the names here.

diesel::table! {
    #[sql_name = "consulting_tags"]
    tags (id) {
        id -> BigInt,
        name -> Text,
        listorder -> BigInt,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "consulting_people"]
    people (user_id) {
        user_id -> BigInt,
        gender -> Nullable<BigInt>,
        realname -> Text,
        email -> Text,
        state -> Text,
        finished -> BigInt,
        balance -> BigInt,
        turns -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "consulting_posts"]
    posts (id) {
        id -> BigInt,
        user_id -> BigInt,
        order_no -> Text,
        title -> Text,
        content -> Text,
        price -> BigInt,
        version -> BigInt,
        state -> Text,
        hidden -> Bool,
        deleted -> Bool,
        attach -> Text,
        device_info -> Text,
        turns -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        opened_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "consulting_post_tags"]
    post_tags (post_id, tag_id) {
        post_id -> BigInt,
        tag_id -> BigInt,
        listed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "consulting_offers"]
    offers (post_id, consultant_id) {
        post_id -> BigInt,
        consultant_id -> BigInt,
        version -> BigInt,
        withdrawn -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "consulting_orders"]
    orders (post_id) {
        post_id -> BigInt,
        user_id -> BigInt,
        consultant_id -> BigInt,
        price -> BigInt,
        state -> Text,
        answer -> Text,
        hidden_buyer -> Bool,
        hidden_consultant -> Bool,
        cancelled_by -> Text,
        turns -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        delivered_at -> Nullable<BigInt>,
        done_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "consulting_ledger"]
    ledger (id) {
        id -> BigInt,
        consultant_id -> BigInt,
        post_id -> Nullable<BigInt>,
        delta -> BigInt,
        balance -> BigInt,
        reason -> Text,
        note -> Text,
        request_token -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "consulting_moves"]
    moves (id) {
        id -> BigInt,
        post_id -> BigInt,
        actor -> Text,
        what -> Text,
        from_state -> Text,
        to_state -> Text,
        reason -> Text,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(posts, post_tags, offers, orders, people);
