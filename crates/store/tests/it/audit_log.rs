use signet_store::audit_log::{self, Filter, NewAction};

use crate::{NOW, Scratch};

fn action(actor: &str, action: &str) -> NewAction {
    NewAction {
        created_at: NOW,
        actor: actor.to_owned(),
        source: "192.0.2.1".to_owned(),
        action: action.to_owned(),
        detail: r#"{"name":"商品"}"#.to_owned(),
        request_id: "abc".to_owned(),
    }
}

fn names(db: &Scratch, limit: i64, filter: &Filter) -> Vec<String> {
    let rows = db.read(|connection| audit_log::newest(connection, limit, filter));
    rows.into_iter().map(|row| row.action).collect()
}

#[test]
fn the_newest_are_found_by_actor_and_action() {
    let db = Scratch::new();
    let done = [
        action("app:console", "admin.user.kick"),
        action("os:root", "app.create"),
        action("app:console", "admin.userx"),
        action("app:console", "admin.user.lock"),
    ];
    for action in &done {
        db.write(NOW, |tx| audit_log::insert(tx, action));
    }
    let newest = db.read(|connection| audit_log::newest(connection, 1, &Filter::default()));
    let row = newest.first().unwrap();
    let read = NewAction {
        created_at: row.created_at,
        actor: row.actor.clone(),
        source: row.source.clone(),
        action: row.action.clone(),
        detail: row.detail.clone(),
        request_id: row.request_id.clone(),
    };
    assert_eq!(read, action("app:console", "admin.user.lock"));

    let by_action = |action: &str| Filter {
        action: Some(action.to_owned()),
        ..Filter::default()
    };
    assert_eq!(
        names(&db, 9, &by_action("admin.user.*")),
        ["admin.user.lock", "admin.user.kick"]
    );
    assert_eq!(names(&db, 9, &by_action("app.create")), ["app.create"]);
    for nothing in ["app.", "admin_user*", "%*", "!*"] {
        assert_eq!(names(&db, 9, &by_action(nothing)), [""; 0], "{nothing}");
    }
    let mut both = by_action("admin.*");
    both.actor = Some("app:console".to_owned());
    assert_eq!(names(&db, 2, &both), ["admin.user.lock", "admin.userx"]);
    both.actor = Some("os:root".to_owned());
    assert_eq!(names(&db, 2, &both), [""; 0]);
}
