use signet_methods_yaf::tables::categories;
use signet_store::{Error, PageRequest, State};

use super::{NOW, category, scratch};

#[test]
fn a_category_is_found_changed_hidden_and_shown() {
    let db = scratch();
    let id = db.write(NOW, |tx| categories::insert(tx, &category(0, "100", 1)));
    let twice = db.transaction_blocking(NOW, |tx| categories::insert(tx, &category(0, "100", 1)));
    assert!(matches!(twice, Err(Error::Duplicate)), "{twice:?}");
    for _ in 0..2 {
        assert!(db.write(NOW + 1, |tx| categories::update(tx, id, "体育", 3)));
        assert!(db.write(NOW + 1, |tx| categories::set_state(tx, id, State::Hidden)));
    }
    let found = db.read(|c| categories::by_id(c, id)).unwrap();
    assert_eq!(
        (found.name.as_str(), found.listorder, found.state),
        ("体育", 3, State::Hidden)
    );
    assert_eq!((found.created_at, found.updated_at), (NOW, NOW + 1));
    assert_eq!(found.prefix(), "100");
    assert_eq!(db.read(categories::all_live), []);
    assert!(db.write(NOW, |tx| categories::set_state(tx, id, State::Live)));
    assert_eq!(db.read(categories::all_live).len(), 1);
    assert!(!db.write(NOW, |tx| categories::update(tx, 99, "无", 0)));
    assert!(!db.write(NOW, |tx| categories::set_state(tx, 99, State::Hidden)));
    assert_eq!(db.read(|c| categories::by_id(c, 99)), None);
}

#[test]
fn the_tree_is_read_in_its_order() {
    let db = scratch();
    let insert = |parent, code: &str, cat_type| {
        db.write(NOW, |tx| {
            categories::insert(tx, &category(parent, code, cat_type))
        })
    };
    let goods = insert(0, "101", 3);
    let news = insert(0, "100", 1);
    let second = insert(news, "100101", 1);
    let first = insert(news, "100100", 1);
    let ids = |rows: Vec<categories::Category>| rows.into_iter().map(|row| row.id).collect();
    let live: Vec<i64> = ids(db.read(categories::all_live));
    assert_eq!(live, [news, first, second, goods]);

    assert!(db.write(NOW, |tx| categories::set_state(tx, second, State::Hidden)));
    let last = |parent| db.read(|c| categories::last_code(c, parent));
    let code = |digits: &str| Some(format!("{digits:0<30}"));
    assert_eq!(last(0), code("101"));
    assert_eq!(last(news), code("100101"), "a hidden one keeps its code");
    assert_eq!(last(first), None);

    let page = |cat_type, offset| {
        let request = PageRequest { offset, limit: 2 };
        let paged = db.read(|c| categories::page(c, cat_type, request));
        (paged.total, ids(paged.rows))
    };
    assert_eq!(page(1, 0), (3, vec![news, first]));
    assert_eq!(page(1, 2), (3, vec![second]));
    assert_eq!(page(1, 4), (3, vec![]));
    assert_eq!(page(3, 0), (1, vec![goods]));
}
