//! Functions with which tests add to the demo's content, or change it.

use diesel::prelude::*;
use signet_methods_teahouse::tables::commons::{self, NewCommon};
use signet_methods_teahouse::tables::goods::{self, NewGoods};
use signet_methods_teahouse::tables::mansongs::{self, MansongRule, NewMansong};
use signet_methods_teahouse::tables::promotions::{self, NewPromotion, PromotionKind};
use signet_methods_teahouse::tables::samples::{self, NewSample};
use signet_methods_teahouse::tables::stores::{self, NewStore};
use signet_methods_teahouse::tables::vouchers::{self, NewTemplate};
use signet_store::{Connection, Error, nodes, revisions};
use signet_testkit::{TestGateway, eventually};

use crate::books::number;
use crate::shop::write;

/// The code of the demo for goods that are sold only for a code.
pub(crate) const FCODE: &str = "TEA2026LONGJ";

/// The goods of the past sample of the demo.
pub(crate) const SAMPLE: i64 = 101_972;

const DAY: i64 = 86_400;

/// Adds a store without cash on delivery. Its delivery is free for `free_price` or more (0 for never).
pub(crate) fn store(gateway: &TestGateway, free_price: i64) -> i64 {
    let new = NewStore {
        name: "茶铺".to_owned(),
        free_price,
        offpay: false,
    };
    write(gateway, |tx| stores::insert(tx, None, &new))
}

/// Adds goods with 1000 pieces and a fixed freight.
pub(crate) fn goods(gateway: &TestGateway, store_id: i64, price: i64, freight: i64) -> i64 {
    let common = NewCommon {
        store_id,
        name: format!("茶 {price}"),
        specs: "[]".to_owned(),
        freight,
        has_vat: true,
        ..NewCommon::default()
    };
    write(gateway, |tx| {
        let common_id = commons::insert(tx, &common)?;
        let variant = NewGoods {
            common_id,
            store_id,
            name: common.name.clone(),
            price,
            marketprice: price,
            storage: 1000,
            is_main: true,
            ..NewGoods::default()
        };
        goods::insert(tx, None, &variant)
    })
}

/// Adds a running campaign to a store. Each rule is an amount, a discount and the goods that are given (0 for none).
pub(crate) fn campaign(gateway: &TestGateway, store_id: i64, rules: &[(i64, i64, i64)]) {
    let now = gateway.clock.now();
    let new = NewMansong {
        store_id,
        name: "满就送".to_owned(),
        starts_at: now - DAY,
        ends_at: now + DAY,
    };
    write(gateway, |tx| {
        let mansong_id = mansongs::insert(tx, &new)?;
        for (price, discount, gift_goods_id) in rules.iter().copied() {
            let rule = MansongRule {
                mansong_id,
                price,
                discount,
                gift_goods_id,
            };
            mansongs::insert_rule(tx, &rule)?;
        }
        Ok(())
    });
}

/// Returns a new template of vouchers, which tests change.
pub(crate) fn voucher(store_id: i64, price: i64, threshold: i64) -> NewTemplate {
    NewTemplate {
        store_id,
        title: "代金券".to_owned(),
        description: String::new(),
        price,
        threshold,
        starts_at: 0,
        ends_at: i64::from(u32::MAX),
        total: 100,
        each_limit: 10,
    }
}

/// Gives a voucher of a new template to a member, and returns the id of the template.
pub(crate) fn give(gateway: &TestGateway, template: &NewTemplate, user_id: i64) -> i64 {
    let t_id = 1 + number(gateway, "(SELECT MAX(id) FROM teahouse_voucher_templates)");
    write(gateway, |tx| {
        vouchers::insert_template(tx, t_id, template)?;
        vouchers::give(tx, t_id, template, user_id)
    });
    t_id
}

/// Adds a running promotion of new goods of store 2, at 40.00 instead of 50.00, and returns the goods.
pub(crate) fn promoted(gateway: &TestGateway, change: impl FnOnce(&mut NewPromotion)) -> i64 {
    let (goods_id, now) = (goods(gateway, 2, 5000, 0), gateway.clock.now());
    let mut new = NewPromotion {
        kind: PromotionKind::Groupbuy,
        goods_id,
        store_id: 2,
        name: "抢购".to_owned(),
        title: String::new(),
        note: String::new(),
        price: 4000,
        starts_at: now - DAY,
        ends_at: now + DAY,
        lower_limit: 1,
        upper_limit: 0,
        quota: 0,
        recommend: false,
    };
    change(&mut new);
    write(gateway, |tx| promotions::insert(tx, &new));
    goods_id
}

/// Adds a running sample of [`SAMPLE`] with 1000 pieces in stock, and returns it.
pub(crate) fn sample(gateway: &TestGateway, limit_number: i64, freight: i64) -> i64 {
    let now = gateway.clock.now();
    let new = NewSample {
        name: "茶样".to_owned(),
        images: "[]".to_owned(),
        origin_place: String::new(),
        weight: String::new(),
        price: 0,
        freight,
        limit_number,
        link_goods_id: SAMPLE,
        starts_at: now - DAY,
        ends_at: now + DAY,
        added_at: now,
    };
    set(gateway, SAMPLE, "storage = 1000");
    write(gateway, |tx| samples::insert(tx, None, &new))
}

/// Changes columns of goods.
pub(crate) fn set(gateway: &TestGateway, goods_id: i64, columns: &str) {
    execute(
        gateway,
        &format!("UPDATE teahouse_goods SET {columns} WHERE id = {goods_id}"),
    );
}

/// Runs a statement.
pub(crate) fn execute(gateway: &TestGateway, statement: &str) {
    write(gateway, |tx| {
        Ok(diesel::sql_query(statement).execute(&mut tx.link)?)
    });
}

/// Waits until the content in memory is the content of the database. Without another change, the content is not loaded again
/// for a minute.
pub(crate) fn reload(gateway: &TestGateway) {
    gateway.write(|tx| revisions::bump(tx, "teahouse"));
    // The gateway reads all revisions at once, and loads the apps first. When it has loaded the apps again, it has loaded the
    // content.
    for _ in 0..2 {
        gateway.write(|tx| revisions::bump(tx, "apps"));
        eventually("the apps are loaded", || gateway.read(has_loaded_apps));
    }
}

fn has_loaded_apps(connection: &mut Connection) -> Result<bool, Error> {
    let revisions = revisions::all(connection)?.into_iter();
    let apps = revisions.filter(|(topic, _)| topic == "apps");
    let apps = apps.map(|(_, revision)| revision).next();
    let mut nodes = nodes::all(connection)?.into_iter();
    Ok(nodes.any(|node| Some(node.revision) == apps))
}

/// Returns the goods whose name matches a pattern.
pub(crate) fn of_name(gateway: &TestGateway, pattern: &str) -> i64 {
    let expression = format!("(SELECT id FROM teahouse_goods WHERE name LIKE '{pattern}')");
    number(gateway, &expression)
}
