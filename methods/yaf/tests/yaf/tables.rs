//! The tables of the product, on SQLite, or on the server that `SIGNET_TEST_STORAGE_URL` names.

mod addresses;
mod articles;
mod categories;
mod content;
mod goods;
mod messages;
mod sms;

use signet_methods_yaf::PACK;
use signet_methods_yaf::tables::categories::NewCategory;
use signet_testkit::Scratch;

/// The current time of these tests. Other times are relative to it.
const NOW: i64 = 1_800_000_000;

/// Returns a database with the tables of the product.
fn scratch() -> Scratch {
    Scratch::with(&[PACK.migrations])
}

/// Returns a category with its code, of three digits for each level.
fn category(parent_id: i64, code: &str, cat_type: i64) -> NewCategory {
    NewCategory {
        cat_type,
        name: "分类".to_owned(),
        parent_id,
        level: i64::try_from(code.len() / 3).unwrap(),
        cat_code: format!("{code:0<30}"),
        listorder: 0,
    }
}
