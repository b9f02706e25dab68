use signet_methods_yaf::tables::categories;
use signet_methods_yaf::tables::goods::{self, NewGoods, Search};
use signet_methods_yaf::tables::products::{self, NewProduct, ProductChange};
use signet_store::{Error, PageRequest, State};
use signet_testkit::Scratch;

use super::{NOW, category, scratch};

const FIRST: PageRequest = PageRequest {
    offset: 0,
    limit: 2,
};

fn new_goods(category_id: i64, name: &str) -> NewGoods {
    NewGoods {
        category_id,
        name: name.to_owned(),
        min_market_price: 20,
        max_market_price: 40,
        min_price: 10,
        max_price: 30,
        image_url: String::new(),
        limit_count: 0,
        description: "描述".repeat(1000),
    }
}

fn new_product(goods_id: i64, skuid: &str) -> NewProduct {
    NewProduct {
        goods_id,
        market_price: 20,
        sales_price: 10,
        stock: 5,
        spec_val: format!("号:::{skuid}"),
        skuid: skuid.to_owned(),
        state: State::Live,
    }
}

fn names(db: &Scratch, search: &Search) -> Vec<String> {
    let paged = db.read(|c| goods::search(c, search, 0, FIRST));
    assert_eq!(usize::try_from(paged.total), Ok(paged.rows.len()));
    paged.rows.into_iter().map(|goods| goods.name).collect()
}

#[test]
fn goods_are_stored_changed_and_hidden() {
    let db = scratch();
    let category_id = db.write(NOW, |tx| categories::insert(tx, &category(0, "100", 3)));
    let id = db.write(NOW, |tx| goods::insert(tx, &new_goods(category_id, "一")));
    let (stored, recent) = db.read(|c| goods::live(c, id, 0)).unwrap();
    assert_eq!((stored.id, stored.name.as_str(), recent), (id, "一", 0));
    assert_eq!(
        (stored.buy_count, stored.state, stored.created_at),
        (0, State::Live, NOW)
    );
    assert!(db.write(NOW + 1, |tx| goods::update(
        tx,
        id,
        &new_goods(category_id, "二")
    )));
    assert!(db.write(NOW + 1, |tx| goods::update(
        tx,
        id,
        &new_goods(category_id, "二")
    )));
    assert!(!db.write(NOW, |tx| goods::update(
        tx,
        id + 1,
        &new_goods(category_id, "二")
    )));
    let (stored, _) = db.read(|c| goods::live(c, id, 0)).unwrap();
    assert_eq!((stored.name.as_str(), stored.updated_at), ("二", NOW + 1));
    assert!(db.write(NOW, |tx| goods::set_state(tx, id, State::Hidden)));
    assert!(!db.write(NOW, |tx| goods::set_state(tx, id + 1, State::Hidden)));
    assert_eq!(db.read(|c| goods::live(c, id, 0)), None);
    assert_eq!(db.read(|c| goods::all(c, FIRST)).rows.len(), 1);
    let orphan = db.transaction_blocking(NOW, |tx| {
        goods::insert(tx, &new_goods(category_id + 1, "三"))
    });
    assert!(matches!(orphan, Err(Error::Query(_))), "{orphan:?}");
}

#[test]
fn goods_are_found_by_everything_at_once() {
    let db = scratch();
    let category_id = db.write(NOW, |tx| categories::insert(tx, &category(0, "100", 3)));
    for name in ["Ünïkat", "100%"] {
        let id = db.write(NOW, |tx| goods::insert(tx, &new_goods(category_id, name)));
        db.write(NOW, |tx| products::insert(tx, &new_product(id, name)));
    }
    let hidden = db.write(NOW, |tx| goods::insert(tx, &new_goods(category_id, "隐藏")));
    db.write(NOW, |tx| goods::set_state(tx, hidden, State::Hidden));
    let all = Search::default();
    assert_eq!(names(&db, &all), ["100%", "Ünïkat"]);
    let search = |change: fn(&mut Search)| {
        let mut search = Search::default();
        change(&mut search);
        names(&db, &search)
    };
    assert_eq!(
        search(|s| s.name = "ÜNÏKAT".to_owned()).len(),
        usize::from(is_mysql())
    );
    assert_eq!(search(|s| s.name = "KAT".to_owned()), ["Ünïkat"]);
    assert_eq!(search(|s| s.name = "%".to_owned()), ["100%"]);
    assert_eq!(search(|s| s.category_ids = Some(Vec::new())), [""; 0]);
    assert_eq!(search(|s| s.at_least = Some(31)), [""; 0]);
    assert_eq!(search(|s| s.at_least = Some(30)).len(), 2);
    assert_eq!(search(|s| s.at_most = Some(9)), [""; 0]);
    assert_eq!(search(|s| s.at_most = Some(10)).len(), 2);
    let exact = Search {
        name: "100".to_owned(),
        category_ids: Some(vec![category_id, 999]),
        at_least: Some(30),
        at_most: Some(10),
    };
    assert_eq!(names(&db, &exact), ["100%"]);
    let beyond = PageRequest {
        offset: i64::MAX,
        limit: 20,
    };
    assert_eq!(db.read(|c| goods::search(c, &all, 0, beyond)).rows, []);
}

/// Returns whether the database is MySQL. SQLite ignores case only for ASCII letters.
fn is_mysql() -> bool {
    !signet_store::scratch::server_url().starts_with("sqlite")
}

#[test]
fn pictures_are_replaced_in_their_order() {
    let db = scratch();
    let category_id = db.write(NOW, |tx| categories::insert(tx, &category(0, "100", 3)));
    let [a, b] = ["一", "二"]
        .map(|name| db.write(NOW, |tx| goods::insert(tx, &new_goods(category_id, name))));
    let urls = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.to_owned()).collect() };
    db.write(NOW, |tx| goods::set_images(tx, a, &urls(&["z", "y"])));
    db.write(NOW, |tx| goods::set_images(tx, b, &urls(&["x"])));
    db.write(NOW, |tx| goods::set_images(tx, a, &urls(&["c", "b", "a"])));
    let stored = db.read(|c| goods::images(c, &[b, a]));
    let stored: Vec<_> = stored.iter().map(|(id, url)| (*id, url.as_str())).collect();
    assert_eq!(stored, [(a, "c"), (a, "b"), (a, "a"), (b, "x")]);
    db.write(NOW, |tx| goods::set_images(tx, a, &[]));
    assert_eq!(db.read(|c| goods::images(c, &[a])), []);
    assert_eq!(db.read(|c| goods::images(c, &[])), []);
}

#[test]
fn products_change_and_keep_their_stock() {
    let db = scratch();
    let category_id = db.write(NOW, |tx| categories::insert(tx, &category(0, "100", 3)));
    let goods_id = db.write(NOW, |tx| goods::insert(tx, &new_goods(category_id, "一")));
    let a = db.write(NOW, |tx| products::insert(tx, &new_product(goods_id, "a")));
    let b = db.write(NOW, |tx| products::insert(tx, &new_product(goods_id, "b")));
    let again =
        db.transaction_blocking(NOW, |tx| products::insert(tx, &new_product(goods_id, "a")));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    let mut change = ProductChange {
        market_price: 2,
        sales_price: 1,
        stock: None,
        spec_val: String::new(),
        skuid: "A".to_owned(),
        state: State::Live,
    };
    db.write(NOW, |tx| products::update(tx, a, &change));
    db.write(NOW, |tx| products::set_state(tx, &[b], State::Hidden));
    db.write(NOW, |tx| products::set_state(tx, &[], State::Hidden));
    let stored = db
        .transaction_blocking(NOW, |tx| products::lock_of_goods(tx, goods_id))
        .unwrap();
    assert_eq!(stored, db.read(|c| products::of_goods(c, &[goods_id])));
    let shown: Vec<_> = stored
        .iter()
        .map(|p| (p.id, p.sales_price, p.stock, p.skuid.as_str(), p.state))
        .collect();
    assert_eq!(
        shown,
        [(a, 1, 5, "A", State::Live), (b, 10, 5, "b", State::Hidden)]
    );
    change.stock = Some(0);
    change.skuid = "b".to_owned();
    let taken = db.transaction_blocking(NOW, |tx| products::update(tx, a, &change));
    assert!(matches!(taken, Err(Error::Duplicate)), "{taken:?}");
    change.skuid = "a".to_owned();
    db.write(NOW, |tx| products::update(tx, a, &change));
    let stored = db.read(|c| products::of_goods(c, &[goods_id]));
    assert_eq!(stored.first().map(|product| product.stock), Some(0));
}
