use signet_methods_yaf::tables::categories;
use signet_methods_yaf::tables::news::{self, NewArticle};
use signet_methods_yaf::tables::notice_reads;
use signet_methods_yaf::tables::notices::{self, NewNotice};
use signet_store::{Error, PageRequest, Paged, State};

use super::{NOW, category, scratch};

fn notice(title: &str, platforms: i64) -> NewNotice {
    NewNotice {
        title: title.to_owned(),
        summary: "摘要".to_owned(),
        body: "<p>正文</p>".to_owned(),
        platforms,
        is_dialog: false,
        dialog_ends_at: None,
    }
}

fn page_at(offset: i64) -> PageRequest {
    PageRequest { offset, limit: 2 }
}

#[test]
fn dialogs_come_newest_first_until_they_end() {
    let db = scratch();
    let dialog = |title: &str, dialog_ends_at| NewNotice {
        is_dialog: true,
        dialog_ends_at,
        ..notice(title, 31)
    };
    let all = [
        dialog("endless", None),
        dialog("ends now", Some(NOW)),
        dialog("over", Some(NOW - 1)),
        notice("no dialog", 31),
        dialog("hidden", None),
    ];
    let ids = all.map(|notice| db.write(NOW, |tx| notices::insert(tx, &notice)));
    assert!(db.write(NOW, |tx| notices::set_state(tx, ids[4], State::Hidden)));
    let titles: Vec<_> = db
        .read(|c| notices::newest_dialogs(c, NOW))
        .into_iter()
        .map(|notice| notice.title)
        .collect();
    assert_eq!(titles, ["ends now", "endless"]);
}

#[test]
fn a_notice_is_shown_on_its_platforms() {
    let db = scratch();
    let ids = [3, 2, 31].map(|platforms| {
        let notice = notice("标题", platforms);
        db.write(NOW, |tx| notices::insert(tx, &notice))
    });
    let shown = |bit| {
        let Paged { total, rows } = db.read(|c| notices::shown_page(c, bit, page_at(0)));
        let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
        (total, ids)
    };
    assert_eq!(shown(1), (2, vec![ids[2], ids[0]]));
    assert_eq!(shown(2), (3, vec![ids[2], ids[1]]));
    assert_eq!(shown(16), (1, vec![ids[2]]));
    assert!(db.read(|c| notices::shown_by_id(c, ids[1], 1)).is_none());
    assert!(db.read(|c| notices::shown_by_id(c, ids[1], 2)).is_some());

    for _ in 0..2 {
        assert!(db.write(NOW + 1, |tx| notices::set_state(tx, ids[2], State::Hidden)));
    }
    assert!(!db.write(NOW, |tx| notices::set_state(tx, 99, State::Hidden)));
    assert_eq!(shown(1), (1, vec![ids[0]]));
    assert!(db.read(|c| notices::shown_by_id(c, ids[2], 1)).is_none());
    let all = db.read(|c| notices::page(c, page_at(2)));
    assert_eq!((all.total, all.rows[0].id), (3, ids[0]));
    assert_eq!(db.read(|c| notices::page(c, page_at(4))).rows, []);
}

#[test]
fn an_edit_replaces_the_whole_notice() {
    let db = scratch();
    let dialog = NewNotice {
        is_dialog: true,
        dialog_ends_at: Some(NOW),
        ..notice("旧", 31)
    };
    let id = db.write(NOW, |tx| notices::insert(tx, &dialog));
    assert!(db.write(NOW + 1, |tx| notices::update(tx, id, &notice("新", 1))));
    assert!(!db.write(NOW + 1, |tx| notices::update(tx, 99, &notice("新", 1))));
    let edited = db.read(|c| notices::shown_by_id(c, id, 1)).unwrap();
    assert_eq!(
        (edited.title.as_str(), edited.platforms, edited.is_dialog),
        ("新", 1, false)
    );
    assert_eq!(
        (edited.dialog_ends_at, edited.created_at, edited.updated_at),
        (None, NOW, NOW + 1)
    );
}

#[test]
fn each_user_has_unread_notices_of_their_own() {
    let db = scratch();
    let insert = |platforms| {
        let notice = notice("标题", platforms);
        db.write(NOW, |tx| notices::insert(tx, &notice))
    };
    let unread = |user, bit| db.read(|c| notices::unread_count(c, user, bit));
    let (first, second) = (insert(31), insert(2));
    assert_eq!((unread(7, 1), unread(7, 2)), (1, 2));
    for now in [NOW, NOW + 1] {
        db.read(|c| notice_reads::note(c, 7, second, now));
    }
    assert_eq!((unread(7, 1), unread(7, 2), unread(8, 2)), (1, 1, 2));
    db.read(|c| notice_reads::note(c, 7, first, NOW));
    assert_eq!((unread(7, 1), unread(7, 2)), (0, 0));
    let third = insert(31);
    assert_eq!((unread(7, 1), unread(8, 2)), (1, 3));
    assert!(db.write(NOW, |tx| notices::set_state(tx, third, State::Hidden)));
    assert_eq!((unread(7, 1), unread(8, 2)), (0, 2));
}

fn article(category_id: i64, title: &str) -> NewArticle {
    NewArticle {
        category_id,
        title: title.to_owned(),
        intro: "简介".to_owned(),
        source: "腾讯新闻".to_owned(),
        ..NewArticle::default()
    }
}

#[test]
fn news_are_listed_by_category() {
    let db = scratch();
    let add = |code| db.write(NOW, |tx| categories::insert(tx, &category(0, code, 1)));
    let (funds, stocks) = (add("100"), add("101"));
    let insert = |category_id, title: &str| {
        let article = article(category_id, title);
        db.transaction_blocking(NOW, |tx| news::insert(tx, &article, "<p>正文</p>"))
            .unwrap()
    };
    let ids = [
        insert(funds, "一"),
        insert(stocks, "二"),
        insert(funds, "三"),
        insert(funds, "四"),
    ];
    let page = |categories: Option<&[i64]>, offset| {
        let Paged { total, rows } = db.read(|c| news::shown_page(c, categories, page_at(offset)));
        let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
        (total, ids)
    };
    assert_eq!(page(None, 0), (4, vec![ids[3], ids[2]]));
    assert_eq!(page(None, 2), (4, vec![ids[1], ids[0]]));
    assert_eq!(page(None, 4), (4, vec![]));
    assert_eq!(page(Some(&[funds]), 2), (3, vec![ids[0]]));
    assert_eq!(page(Some(&[stocks, 99]), 0), (1, vec![ids[1]]));
    assert_eq!(page(Some(&[]), 0), (0, vec![]));

    assert!(db.write(NOW + 1, |tx| news::set_state(tx, ids[3], State::Hidden)));
    assert!(!db.write(NOW, |tx| news::set_state(tx, 99, State::Hidden)));
    assert_eq!(page(Some(&[funds]), 0), (2, vec![ids[2], ids[0]]));
    assert_eq!(db.read(|c| news::shown_by_id(c, ids[3])), None);
    let all = db.read(|c| news::page(c, page_at(0)));
    let (newest, content) = &all.rows[0];
    assert_eq!(
        (all.total, newest.id, newest.state, content.as_str()),
        (4, ids[3], State::Hidden, "<p>正文</p>")
    );
    let orphan = article(99, "无");
    let orphan = db.transaction_blocking(NOW, |tx| news::insert(tx, &orphan, ""));
    assert!(matches!(orphan, Err(Error::Query(_))), "{orphan:?}");
}

#[test]
fn an_edit_replaces_the_whole_article() {
    let db = scratch();
    let add = |code| db.write(NOW, |tx| categories::insert(tx, &category(0, code, 1)));
    let (funds, stocks) = (add("100"), add("101"));
    let old = article(funds, "旧");
    let id = db
        .transaction_blocking(NOW, |tx| news::insert(tx, &old, "旧文"))
        .unwrap();
    let new = article(stocks, "新");
    for _ in 0..2 {
        let there = db.transaction_blocking(NOW + 1, |tx| news::update(tx, id, &new, "新文"));
        assert!(there.unwrap());
    }
    assert!(!db.write(NOW, |tx| news::update(tx, 99, &new, "新文")));
    let (edited, content) = db.read(|c| news::shown_by_id(c, id)).unwrap();
    assert_eq!(
        (edited.category_id, edited.title.as_str(), content.as_str()),
        (stocks, "新", "新文")
    );
    assert_eq!((edited.created_at, edited.updated_at), (NOW, NOW + 1));
}
