//! The columns of every table of the pack, as its migration makes them. `salon_` is left out of the names here.

diesel::table! {
    #[sql_name = "salon_profiles"]
    profiles (user_id) {
        user_id -> BigInt,
        gender -> BigInt,
        province_id -> BigInt,
        city_id -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "salon_brands"]
    brands (id) {
        id -> BigInt,
        name -> Text,
        founder_name -> Text,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "salon_shops"]
    shops (id) {
        id -> BigInt,
        brand_id -> BigInt,
        name -> Text,
        street -> Text,
        contact_tel -> Text,
        is_exp -> Bool,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "salon_tests"]
    tests (id) {
        id -> BigInt,
        user_id -> BigInt,
        shop_id -> BigInt,
        ref_no -> Text,
        finished_at -> Nullable<BigInt>,
        state -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "salon_point_events"]
    point_events (ledger_id) {
        ledger_id -> BigInt,
        user_id -> BigInt,
        event_type -> Text,
        event_id -> BigInt,
        reason -> Text,
    }
}

diesel::joinable!(shops -> brands (brand_id));
diesel::joinable!(tests -> shops (shop_id));
diesel::allow_tables_to_appear_in_same_query!(profiles, brands, shops, tests);
