//! Calls while the stores are unavailable: they fail, and no reply says that a session is over.

use serde_json::json;
use signet_store::scratch;
use signet_testkit::servers::{MariaDb, Redis};
use signet_testkit::{TestGateway, eventually};

use crate::shop::{Account, Post, Shop};

/// Makes a call of each kind, and returns their codes.
fn codes(shop: &Shop, buyer: &Account, lawyer: &Account, post: &Post) -> Vec<i64> {
    let login = [("username", "buyer_two"), ("password", "secret_1")];
    let replies = [
        shop.guest("POST api/user/login", &login),
        shop.call(buyer, "GET api/user/post/check", &[]),
        shop.call(buyer, "GET api/user/order/check", &[]),
        shop.on_post(buyer, "DELETE api/user/post/delete", post),
        shop.on_post(buyer, "POST api/user/order/confirm", post),
        shop.call(lawyer, "GET api/consultant/order/check", &[]),
        shop.on_post(lawyer, "POST api/consultant/order/accept", post),
    ];
    replies
        .iter()
        .map(|reply| reply.json()["code"].as_i64().unwrap())
        .collect()
}

fn fails(shop: &Shop, [buyer, lawyer]: [&Account; 2], post: &Post) {
    let codes = codes(shop, buyer, lawyer, post);
    let is_failure = |code: &i64| matches!(code, 9001 | 9002);
    assert!(codes.iter().all(is_failure), "{codes:?}");
    for (account, method) in [(buyer, "post.check"), (lawyer, "consultant.order.check")] {
        let signed = shop.signed(account, method, json!({}));
        assert_eq!(signed.code(), 500, "{signed:?}");
    }
}

fn works_again(shop: &Shop, buyer: &Account, lawyer: &Account, post: &Post) {
    eventually("all works again", || {
        let check = shop.call(buyer, "GET api/user/post/check", &[]);
        let code = check.json()["code"].as_i64().unwrap();
        assert!(!(2001..=2004).contains(&code), "{check:?}");
        code == 0
    });
    shop.call(lawyer, "GET api/consultant/order/check", &[])
        .good();
    let charge = shop.charge(post).unwrap();
    assert_eq!(charge.requested, 0, "nothing has happened: {charge:?}");
    shop.check_books();
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_is_away_is_a_failure_and_ends_no_session() {
    let mut server = MariaDb::start().unwrap();
    let url = scratch::create(&server.url()).unwrap();
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| settings.storage.url = url)
        .start();
    let shop = Shop { gateway };
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    server.kill().unwrap();
    eventually("it is known to be away", || {
        shop.gateway.ops("/readyz").1.contains("degraded")
    });
    fails(&shop, [&buyer, &lawyer], &post);
    server.restart().unwrap();
    works_again(&shop, &buyer, &lawyer, &post);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_redis_that_is_away_is_a_failure_and_ends_no_session() {
    let mut redis = Redis::start().unwrap();
    let url = redis.url();
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| settings.cache.url = url)
        .start();
    let shop = Shop { gateway };
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    redis.kill().unwrap();
    fails(&shop, [&buyer, &lawyer], &post);
    redis.restart().unwrap();
    works_again(&shop, &buyer, &lawyer, &post);
}
