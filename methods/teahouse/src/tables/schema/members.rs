//! The tables of members.

diesel::table! {
    #[sql_name = "teahouse_members"]
    members (user_id) {
        user_id -> BigInt,
        truename -> Text,
        sex -> BigInt,
        birthday -> Text,
        labels -> Text,
        pay_hash -> Text,
        predeposit -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_predeposit_log"]
    predeposit_log (id) {
        id -> BigInt,
        user_id -> BigInt,
        delta -> BigInt,
        balance -> BigInt,
        reason -> Text,
        #[sql_name = "ref"]
        ref_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_addresses"]
    addresses (id) {
        id -> BigInt,
        user_id -> BigInt,
        true_name -> Text,
        city_id -> BigInt,
        area_id -> BigInt,
        address -> Text,
        tel_phone -> Text,
        mob_phone -> Text,
        is_default -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "teahouse_invoices"]
    invoices (id) {
        id -> BigInt,
        user_id -> BigInt,
        kind -> BigInt,
        title -> Text,
        code -> Text,
        content -> Text,
        is_default -> Bool,
        created_at -> BigInt,
    }
}
