//! Points and their history.

use serde_json::{Value, json};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, good, refusal};

#[test]
fn the_history_is_walked_to_its_end() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let id = salon.id(NEW);
    let admin = salon.gateway.admin();
    for number in 1..250 {
        let gift = json!({"userid": id, "event_type": "TRIAL", "event_id": number, "point": 1, "reason": "试用"});
        admin.call("admin.salon.points.give", gift).good();
    }
    let page = |query: &str| {
        salon.user(
            &token,
            &format!("GET accounts/me/points{query}"),
            Value::Null,
        )
    };
    let mut seen = Vec::new();
    let mut next = String::new();
    let mut pages = 0;
    loop {
        let reply = page(&next);
        assert_eq!(reply.header("x-total-count"), Some("250"));
        let rows = good(&reply);
        let ids = rows.as_array().unwrap().iter();
        seen.extend(ids.map(|row| row["id"].as_i64().unwrap()));
        pages += 1;
        let Some(link) = reply.header("link") else {
            break;
        };
        let target = link.strip_prefix("</salon/v1/accounts/me/points").unwrap();
        next = target.strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        assert_eq!(next, format!("?page={}&count=100", pages + 1));
    }
    assert_eq!((pages, seen.len()), (3, 250));
    assert!(
        seen.is_sorted_by(|one, next| one > next),
        "the newest first"
    );
    let short = page("?count=7&page=2");
    assert_eq!(good(&short).as_array().unwrap().len(), 7);
    let beyond = page("?page=9");
    assert_eq!((good(&beyond), beyond.header("link")), (json!([]), None));
    assert_eq!(salon.me(&token)["point"], 349);
}

#[test]
fn a_page_breaks_its_rules() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    for query in [
        "?count=0",
        "?count=101",
        "?count=a",
        "?page=a",
        "?page=0",
        "?page=-1",
        "?page=1&page=2",
        "?page=%zz",
        "?page=%ff",
    ] {
        let reply = salon.user(
            &token,
            &format!("GET accounts/me/points{query}"),
            Value::Null,
        );
        assert_eq!(reply.http, 400, "{query}: {reply:?}");
        refusal(&reply);
    }
    let unknown = salon.user(&token, "GET accounts/me/points?x=1&y=2", Value::Null);
    good(&unknown);
    // No other path reads its query.
    good(&salon.user(&token, "GET accounts/me?page=%zz&page=1", Value::Null));
}
