//! Rate limits: of an app, an address, a user and all together, and of single methods.

use serde_json::{Value, json};
use signet_gateway::settings::{Limit, MethodLimit};
use signet_testkit::servers::Redis;
use signet_testkit::{Answer, Client, TestGateway, eventually, unique};

use crate::apps;
use crate::cli::{fails, run, run_on};
use crate::usual;

const MOBILE: &str = "18575202691";

fn limited(change: impl FnOnce(&mut Limit)) -> TestGateway {
    let with = usual().behind_proxy().with(|settings| {
        change(&mut settings.limit);
    });
    let gateway = with.start();
    // Tests move the clock of the gateway instead of waiting.
    gateway.gateway.services.cache.count_by_callers_clock();
    gateway
}

fn line(pattern: &str) -> MethodLimit {
    MethodLimit {
        pattern: pattern.to_owned(),
        ..MethodLimit::default()
    }
}

/// Makes a call that is different from every other call.
fn ask(client: &Client<'_>, method: &str) -> Answer {
    client.call(method, json!({"n": unique("n")}))
}

/// Checks that `allowed` calls are accepted and no more. After the time that the refusal names, one more call is accepted.
fn takes(gateway: &TestGateway, client: &Client<'_>, method: &str, allowed: usize) {
    for _ in 0..allowed {
        let answer = ask(client, method);
        assert_eq!(answer.code(), 200, "{answer:?}");
    }
    let answer = ask(client, method);
    assert_eq!(
        (answer.fault(), answer.msg(), answer.status),
        ((429, "rate_limited"), "请求过于频繁", 200)
    );
    let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    let at_most = 60 / i64::try_from(allowed).unwrap() + 1;
    assert!((1..=at_most).contains(&seconds), "{seconds}");
    gateway.clock.shift(seconds);
    assert_eq!(ask(client, method).code(), 200, "after {seconds} s");
    assert_eq!(ask(client, method).code(), 429);
}

#[test]
fn an_app_an_address_and_everybody_have_a_limit_each() {
    let gateway = limited(|limit| limit.per_app = 3);
    takes(&gateway, &gateway.client(), "system.init", 3);
    let secret = apps::create(&gateway, "other", &["--class", "app"]);
    let other = Client::new(&gateway, "other", &secret);
    assert_eq!(ask(&other, "system.init").code(), 200);

    let gateway = limited(|limit| limit.per_ip = 3);
    takes(&gateway, &gateway.client(), "system.init", 3);
    let from = |ip: &str| gateway.client().header("X-Forwarded-For", ip);
    takes(&gateway, &from("192.0.2.7"), "system.init", 3);
    // An IPv6 address counts as the network around it.
    takes(&gateway, &from("2001:db8:1:2:3::1"), "system.init", 3);
    assert_eq!(ask(&from("2001:db8:1:2:4::1"), "system.init").code(), 429);
    assert_eq!(ask(&from("2001:db8:1:3:3::1"), "system.init").code(), 200);

    let gateway = limited(|limit| limit.total = 3);
    let from = |ip: &str| gateway.client().header("X-Forwarded-For", ip);
    assert_eq!(ask(&from("192.0.2.1"), "system.init").code(), 200);
    takes(&gateway, &from("192.0.2.2"), "system.upgrade", 2);
    assert_eq!(ask(&from("192.0.2.3"), "system.init").code(), 429);
}

#[test]
fn a_user_has_one_limit_over_all_sessions() {
    let gateway = limited(|limit| limit.per_user = 3);
    let log_in = |platform: i64| {
        let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1", "platform": platform, "n": unique("n")});
        let answer = gateway.call("user.login", parameters);
        answer.data()["token"].as_str().unwrap().to_owned()
    };
    let client = |token: &str| gateway.client().token(token);
    let first = gateway.register(MOBILE);
    takes(&gateway, &client(&first), "user.detail", 3);
    let newer = log_in(1);
    assert_eq!(
        ask(&client(&newer), "user.detail").code(),
        429,
        "a new login"
    );
    let web = log_in(4);
    assert_eq!(
        ask(&client(&web), "system.init").code(),
        429,
        "another session"
    );
    let other = gateway.register("18575202692");
    assert_eq!(ask(&client(&other), "user.detail").code(), 200);

    // A token without a live session belongs to no user. Its calls are not counted for a user, neither if the method needs a
    // session nor if it may have one.
    for dead in [first.as_str(), &"0".repeat(first.len()), "nonsense"] {
        for _ in 0..5 {
            assert_eq!(ask(&client(dead), "system.init").code(), 200, "{dead}");
            let code = ask(&client(dead), "user.detail").code();
            assert!([601, 603].contains(&code), "{dead}: {code}");
        }
    }
    assert_eq!(ask(&gateway.client(), "system.init").code(), 200, "a guest");
}

#[test]
fn methods_have_limits_by_the_first_line_that_matches() {
    let gateway = limited(|limit| {
        limit.methods = vec![
            MethodLimit {
                per_ip: 2,
                ..line("system.upgrade")
            },
            // This line has no limit, so that the next line does not apply to the method.
            line("system.home"),
            MethodLimit {
                total: 3,
                ..line("system.*")
            },
            MethodLimit {
                per_user: 4,
                ..line("user.detail")
            },
            MethodLimit {
                per_app: 5,
                ..line("goods.list")
            },
        ];
    });
    let guest = gateway.client();
    takes(&gateway, &guest, "system.upgrade", 2);
    let elsewhere = gateway.client().header("X-Forwarded-For", "192.0.2.1");
    assert_eq!(ask(&elsewhere, "system.upgrade").code(), 200);
    // Under its other name, the method has the same limit.
    assert_eq!(ask(&guest, "app.upgrade").code(), 429);
    assert_eq!(ask(&guest, "system.init").code(), 200);
    takes(&gateway, &elsewhere, "system.init", 2);
    let together = ask(&guest, "system.request.token");
    assert_eq!(together.code(), 429, "they count together");
    for _ in 0..6 {
        assert_eq!(ask(&guest, "system.home").code(), 200);
    }
    takes(&gateway, &guest, "goods.list", 5);
    let token = gateway.register(MOBILE);
    takes(&gateway, &gateway.client().token(&token), "user.detail", 4);
}

#[test]
fn a_call_counts_against_the_limits_of_all_and_of_its_method() {
    let gateway = limited(|limit| {
        limit.per_ip = 4;
        limit.methods = vec![MethodLimit {
            per_ip: 2,
            ..line("system.home")
        }];
    });
    let ask = |method: &str| ask(&gateway.client(), method).code();
    let codes = [0; 4].map(|_| ask("system.home"));
    assert_eq!(codes, [200, 200, 429, 429]);
    let codes = [0; 3].map(|_| ask("system.init"));
    assert_eq!(codes, [200, 200, 429], "what was refused was not counted");
}

#[test]
fn a_line_that_can_never_count_stops_the_start() {
    let refuses = |lines: &str, help: &[&str], code: i32| {
        let file = std::env::temp_dir().join(format!("{}.toml", unique("limits")));
        std::fs::write(&file, format!("[limit]\nmethods = [{lines}]\n")).unwrap();
        let url = format!("sqlite://{}", file.with_extension("db").display());
        let arguments = ["serve", "--config", file.to_str().unwrap()];
        fails(&arguments, &[("GATEWAY__STORAGE__URL", &url)], code, help);
        std::fs::remove_file(file).unwrap();
    };
    let nothing = r#"{ pattern = "sms.*" }, { pattern = "smss.*", per_ip = 1 }"#;
    refuses(nothing, &["limit.methods", "smss.*", "gateway methods"], 2);
    let shadowed = r#"{ pattern = "sms.*" }, { pattern = "sms.send", per_ip = 1 }"#;
    refuses(shadowed, &["limit.methods", "sms.send", "move it up"], 2);
    refuses(
        r#"{ pattern = "sms.*", per_session = 1 }"#,
        &["per_session"],
        2,
    );
    refuses("{ per_ip = 1 }", &["pattern"], 2);
    refuses(
        r#"{ pattern = "sms.*", per_ip = -1 }"#,
        &["limit.methods"],
        2,
    );
}

#[test]
fn an_app_gets_a_limit_of_its_own_and_loses_it() {
    let gateway = limited(|limit| limit.per_app = 4);
    let secret = apps::create(
        &gateway,
        "slow",
        &["--class", "app", "--calls-per-minute", "2"],
    );
    let slow = Client::new(&gateway, "slow", &secret);
    takes(&gateway, &slow, "system.init", 2);
    let limit = |number: &str| {
        let output = run_on(&gateway, &["app", "limit", "slow", number]);
        assert!(output.status.success(), "{output:?}");
    };
    let obeyed = |codes: [i64; 5]| {
        gateway.clock.shift(61);
        [0; 5].map(|_| ask(&slow, "system.init").code()) == codes
    };
    limit("1000");
    eventually("the new limit is obeyed", || obeyed([200; 5]));
    limit("0");
    eventually("that of the configuration is obeyed", || {
        obeyed([200, 200, 200, 200, 429])
    });
    let refused = run_on(&gateway, &["app", "limit", "nobody", "1"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("gateway app list"));
}

#[test]
fn nodes_count_together() {
    let gateway = limited(|limit| {
        limit.per_user = 5;
        limit.methods = vec![MethodLimit {
            per_ip: 3,
            ..line("system.home")
        }];
    });
    let other = gateway.second_node();
    let token = gateway.register(MOBILE);
    let codes = |method: &str, count: usize| -> Vec<i64> {
        let nodes = [&gateway, &other].into_iter().cycle().take(count);
        nodes
            .map(|node| ask(&node.client().token(&token), method).code())
            .collect()
    };
    assert_eq!(codes("system.home", 5), [200, 200, 200, 429, 429]);
    assert_eq!(codes("user.detail", 7), [200, 200, 200, 200, 200, 429, 429]);
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn without_redis_a_node_counts_alone_until_it_is_back() {
    let mut redis = Redis::start().unwrap();
    let builder = usual().with(|settings| {
        settings.cache.url = redis.url();
        settings.limit.per_ip = 6;
        settings.limit.per_user = 2;
        settings.limit.methods = vec![MethodLimit {
            per_ip: 3,
            ..line("system.home")
        }];
    });
    let gateway = builder.start();
    let (home, init) = ("system.home", "system.init");
    let codes = |method: &str, count: usize| -> Vec<i64> {
        (0..count)
            .map(|_| ask(&gateway.client(), method).code())
            .collect()
    };
    assert_eq!(codes(home, 4), [200, 200, 200, 429]);
    redis.kill().unwrap();
    assert_eq!(codes(home, 4), [200, 200, 200, 429], "counted anew, here");
    assert_eq!(codes(init, 4), [200, 200, 200, 429]);
    let with_token = gateway.client().token(&"0".repeat(32));
    assert_eq!(ask(&with_token, init).code(), 500, "never 601");
    redis.restart().unwrap();
    eventually("Redis counts again", || {
        let answer = with_token.call("user.detail", json!({"n": unique("n")}));
        answer.code() == 601
    });
}

#[test]
fn a_page_may_read_a_refusal_and_when_to_come_back() {
    let gateway = limited(|limit| {
        limit.methods = vec![MethodLimit {
            total: 1,
            ..line("system.init")
        }]
    });
    let origin = "https://m.example.com";
    let secret = apps::create(&gateway, "page", &["--class", "h5", "--origin", origin]);
    let page = Client::new(&gateway, "page", &secret).header("Origin", origin);
    assert_eq!(ask(&page, "system.init").code(), 200);
    let faults = [
        ask(&page, "system.init"),
        ask(&page, "no.such.method"),
        ask(&page, "user.detail"),
        page.clone()
            .secret("another secret of good length")
            .call("system.init", Value::Null),
        page.post("application/json", b"{}"),
    ];
    let codes = faults.each_ref().map(Answer::sub_code);
    assert_eq!(
        codes,
        [
            "rate_limited",
            "unknown_method",
            "not_logged_in",
            "bad_signature",
            "unsupported_media_type"
        ]
    );
    for answer in &faults {
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(origin),
            "{answer:?}"
        );
        assert_eq!(answer.header("vary"), Some("Origin"));
        let exposed = answer.header("access-control-expose-headers");
        assert_eq!(exposed, Some("Retry-After"));
    }
    assert!(faults[0].header("retry-after").is_some());

    let stranger =
        Client::new(&gateway, "page", &secret).header("Origin", "https://evil.example.com");
    let refused = [
        ask(&stranger, "system.init"),
        stranger
            .secret("another secret of good length")
            .call("system.init", Value::Null),
    ];
    assert_eq!(
        refused.each_ref().map(Answer::sub_code),
        ["not_permitted", "bad_signature"]
    );
    for answer in &refused {
        let cors: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.starts_with("access-control"))
            .collect();
        assert!(cors.is_empty(), "{cors:?}");
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
}

/// The limits of the example for production.
fn of_the_example() -> Limit {
    let example = include_str!("../../../config/production.example.toml");
    let example: toml::Table = example.parse().unwrap();
    let mut limit = example["limit"].as_table().unwrap().clone();
    limit.insert("total".to_owned(), toml::Value::Integer(0));
    limit.try_into().unwrap()
}

#[test]
fn the_example_for_production_stops_a_flood_and_no_shop() {
    let gateway = limited(|limit| *limit = of_the_example());
    let from = |ip: &str| gateway.client().header("X-Forwarded-For", ip);
    let guess = |client: &Client<'_>, number: usize| {
        let mobile = format!("139{number:08}");
        let parameters = json!({"mobile": mobile, "login_type": 2, "password": "secret_9"});
        client.call("user.login", parameters).code()
    };
    let flood = from("203.0.113.7");
    let codes: Vec<i64> = (0..300).map(|number| guess(&flood, number)).collect();
    let compared = codes.iter().filter(|&&code| code != 429).count();
    assert!((30..=60).contains(&compared), "{compared}");
    // From the same address all other calls work, and so do logins from other addresses.
    for _ in 0..300 {
        assert_eq!(ask(&flood, "system.init").code(), 200);
    }
    assert_eq!(guess(&from("203.0.113.8"), 0), 503);
}

#[test]
fn limits_of_methods_come_from_the_environment_too() {
    let folder = std::env::temp_dir().join(unique("limits"));
    let url = format!("sqlite://{}/gateway.db", folder.display());
    let with = |methods| {
        [
            ("GATEWAY__STORAGE__URL", url.clone()),
            ("GATEWAY__LIMIT__METHODS", methods),
        ]
    };
    for methods in [
        r#"[{"pattern": "sms.*", "per_ip": 10}]"#,
        r#"[{ pattern = "sms.*", per_ip = 10 }]"#,
        "",
    ] {
        let environment = with(methods.to_owned());
        let environment = environment
            .each_ref()
            .map(|(key, value)| (*key, value.as_str()));
        let output = run(&["migrate"], &environment);
        assert!(output.status.success(), "{output:?}");
    }
    let environment = with("sms.*=10".to_owned());
    let environment = environment
        .each_ref()
        .map(|(key, value)| (*key, value.as_str()));
    fails(
        &["migrate"],
        &environment,
        2,
        &["limit.methods", "JSON array"],
    );
    std::fs::remove_dir_all(folder).unwrap();
}
