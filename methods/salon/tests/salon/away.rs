//! Calls without the cache or without the database.

use diesel::RunQueryDsl;
use serde_json::{Value, json};
use signet_store::scratch;
use signet_testkit::servers::MariaDb;
use signet_testkit::{TestGateway, eventually};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, password_grant, refused, sms_grant, token_of};

fn is_internal(reply: &signet_testkit::Reply) {
    refused(reply, 500, 500, "internal", "服务器繁忙,请稍候重试");
}

#[test]
fn without_the_cache_nothing_is_sent_and_no_token_is_refused() {
    let mut salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.gateway = salon
        .gateway
        .restart_with(|settings| settings.cache.url = "redis://127.0.0.1:1".to_owned());
    is_internal(&salon.guest("POST login/sms_code", json!({"mobile": NEW})));
    is_internal(&salon.guest("POST login/token", sms_grant(NEW)));
    assert_eq!(salon.sent(), 0);
    let me = salon.user(&token, "GET accounts/me", Value::Null);
    is_internal(&me);
}

/// Renames a table, so that writes to it fail. This runs outside of a transaction, because a server would end the transaction.
fn rename(salon: &Salon, from: &str, to: &str) {
    salon.gateway.read(|connection| {
        let query = diesel::sql_query(format!("ALTER TABLE {from} RENAME TO {to}"));
        query.execute(&mut connection.link)?;
        Ok(())
    });
}

#[test]
fn a_database_that_fails_costs_no_code_and_leaves_no_account() {
    let salon = Salon::open();
    salon.send_code(NEW);
    rename(&salon, "salon_profiles", "salon_profiles_away");
    is_internal(&salon.guest("POST login/token", sms_grant(NEW)));
    assert!(salon.account(NEW).is_none());
    rename(&salon, "salon_profiles_away", "salon_profiles");
    token_of(&salon.guest("POST login/token", sms_grant(NEW)));
    token_of(&salon.guest("POST login/token", password_grant(XIAOMEI, PASSWORD)));
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_died_costs_no_code_and_ends_no_session() {
    let mut server = MariaDb::start().unwrap();
    let url = scratch::create(&server.url()).unwrap();
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| settings.storage.url = url),
    );
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.send_code(NEW);
    server.kill().unwrap();
    eventually("it is known to be away", || {
        salon.gateway.ops("/readyz").1.contains("degraded")
    });
    is_internal(&salon.guest("POST login/sms_code", json!({"mobile": XIAOMEI})));
    is_internal(&salon.guest("POST login/token", sms_grant(NEW)));
    is_internal(&salon.guest("POST login/token", password_grant(XIAOMEI, PASSWORD)));
    is_internal(&salon.user(&token, "GET accounts/me", Value::Null));
    is_internal(&salon.user(&token, "PUT accounts/me", json!({"nickname": "小丽"})));
    server.restart().unwrap();
    eventually("all works again", || {
        let me = salon.user(&token, "GET accounts/me", Value::Null);
        assert_ne!(me.http, 401, "{me:?}");
        me.http == 200
    });
    assert_eq!(salon.me(&token)["nickname"], "小美");
    assert!(salon.account(NEW).is_none());
    token_of(&salon.guest("POST login/token", sms_grant(NEW)));
}
