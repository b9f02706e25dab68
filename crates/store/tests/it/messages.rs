use signet_store::Window;
use signet_store::messages::{self, Edited, Message, NewMessage};

use crate::{NOW, Scratch};

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

const TWO: Window = Window {
    offset: 0,
    limit: 2,
};

#[test]
fn messages_belong_to_a_user() {
    let db = Scratch::new();
    let first = db.ask(|c| messages::insert(c, &message(7)));
    let second = db.ask(|c| messages::insert(c, &message(7)));
    assert!(second > first);
    assert_eq!(db.ask(|c| messages::count_of_user(c, 7)), 2);
    assert_eq!(db.ask(|c| messages::count_of_user(c, 8)), 0);
    assert_eq!(db.ask(|c| messages::shown_page(c, 8, TWO)).rows, []);

    for _ in 0..2 {
        assert!(db.ask(|c| messages::mark_read(c, first, 7)), "again too");
    }
    assert!(!db.ask(|c| messages::mark_read(c, first, 8)));
    assert!(!db.ask(|c| messages::mark_read(c, 99, 7)));
    let shown = db.ask(|c| messages::shown_page(c, 7, TWO));
    let expected = Message {
        id: second,
        user_id: 7,
        msg_type: 1,
        type_ref_id: 0,
        is_read: false,
        title: "欢迎您的加入".to_owned(),
        content: "送您1000积分 🎁".to_owned(),
        url: String::new(),
        state: 1,
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
    let db = Scratch::new();
    let id = db.ask(|c| messages::insert(c, &message(7)));
    db.ask(|c| messages::insert(c, &message(8)));
    let edited = Edited {
        msg_type: 2,
        type_ref_id: 5,
        title: "福利".to_owned(),
        content: "内容".to_owned(),
        url: "https://example.com".to_owned(),
    };
    for _ in 0..2 {
        assert!(db.ask(|c| messages::update(c, id, &edited)));
        assert!(db.ask(|c| messages::set_state(c, id, 0)));
    }
    assert!(!db.ask(|c| messages::update(c, 99, &edited)));
    assert!(!db.ask(|c| messages::set_state(c, 99, 0)));
    assert!(!db.ask(|c| messages::mark_read(c, id, 7)));
    assert_eq!(db.ask(|c| messages::shown_page(c, 7, TWO)).total, 0);
    let of_user = db.ask(|c| messages::page(c, Some(7), TWO));
    let row = &of_user.rows[0];
    assert_eq!(
        (of_user.total, row.msg_type, row.state, row.title.as_str()),
        (1, 2, 0, "福利")
    );
    assert_eq!(db.ask(|c| messages::page(c, None, TWO)).total, 2);
}

#[test]
fn many_messages_are_sent_at_once() {
    let db = Scratch::new();
    let all: Vec<_> = (1..=1200).map(message).collect();
    db.transaction_blocking(|c| messages::insert_all(c, &all))
        .unwrap();
    assert_eq!(db.ask(|c| messages::page(c, None, TWO)).total, 1200);
    assert_eq!(db.ask(|c| messages::count_of_user(c, 1200)), 1);
    db.ask(|c| messages::insert_all(c, &[]));
}
