use signet_methods_yaf::tables::messages::{self, Edited, Message, NewMessage};
use signet_store::{PageRequest, State};

use super::{NOW, scratch};

fn message(user_id: i64) -> NewMessage {
    NewMessage {
        user_id,
        msg_type: 1,
        type_ref_id: 0,
        title: "欢迎您的加入".to_owned(),
        content: "送您1000积分 🎁".to_owned(),
        url: String::new(),
        created_at: NOW,
    }
}

const TWO: PageRequest = PageRequest {
    offset: 0,
    limit: 2,
};

#[test]
fn messages_belong_to_a_user() {
    let db = scratch();
    let first = db.write(NOW, |tx| messages::insert(tx, &message(7)));
    let second = db.write(NOW, |tx| messages::insert(tx, &message(7)));
    assert!(second > first);
    assert_eq!(db.read(|c| messages::count_of_user(c, 7)), 2);
    assert_eq!(db.read(|c| messages::count_of_user(c, 8)), 0);
    assert_eq!(db.read(|c| messages::shown_page(c, 8, TWO)).rows, []);

    for _ in 0..2 {
        assert!(
            db.write(NOW, |tx| messages::mark_read(tx, first, 7)),
            "again too"
        );
    }
    assert!(!db.write(NOW, |tx| messages::mark_read(tx, first, 8)));
    assert!(!db.write(NOW, |tx| messages::mark_read(tx, 99, 7)));
    let shown = db.read(|c| messages::shown_page(c, 7, TWO));
    let expected = Message {
        id: second,
        user_id: 7,
        msg_type: 1,
        type_ref_id: 0,
        is_read: false,
        title: "欢迎您的加入".to_owned(),
        content: "送您1000积分 🎁".to_owned(),
        url: String::new(),
        state: State::Live,
        created_at: NOW,
    };
    let older = Message {
        id: first,
        is_read: true,
        ..expected.clone()
    };
    assert_eq!((shown.total, shown.rows), (2, vec![expected, older]));
}

#[test]
fn a_hidden_message_is_the_operators_alone() {
    let db = scratch();
    let id = db.write(NOW, |tx| messages::insert(tx, &message(7)));
    db.write(NOW, |tx| messages::insert(tx, &message(8)));
    let edited = Edited {
        msg_type: 2,
        type_ref_id: 5,
        title: "福利".to_owned(),
        content: "内容".to_owned(),
        url: "https://example.com".to_owned(),
    };
    for _ in 0..2 {
        assert!(db.write(NOW, |tx| messages::update(tx, id, &edited)));
        assert!(db.write(NOW, |tx| messages::set_state(tx, id, State::Hidden)));
    }
    assert!(!db.write(NOW, |tx| messages::update(tx, 99, &edited)));
    assert!(!db.write(NOW, |tx| messages::set_state(tx, 99, State::Hidden)));
    assert!(!db.write(NOW, |tx| messages::mark_read(tx, id, 7)));
    assert_eq!(db.read(|c| messages::shown_page(c, 7, TWO)).total, 0);
    let of_user = db.read(|c| messages::page(c, Some(7), TWO));
    let row = &of_user.rows[0];
    assert_eq!(
        (of_user.total, row.msg_type, row.state, row.title.as_str()),
        (1, 2, State::Hidden, "福利")
    );
    assert_eq!(db.read(|c| messages::page(c, None, TWO)).total, 2);
}

#[test]
fn many_messages_are_sent_at_once() {
    let db = scratch();
    let all: Vec<_> = (1..=1200).map(message).collect();
    db.transaction_blocking(NOW, |tx| messages::insert_all(tx, &all))
        .unwrap();
    assert_eq!(db.read(|c| messages::page(c, None, TWO)).total, 1200);
    assert_eq!(db.read(|c| messages::count_of_user(c, 1200)), 1);
    db.write(NOW, |tx| messages::insert_all(tx, &[]));
}
