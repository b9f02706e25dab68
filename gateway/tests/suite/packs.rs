//! A gateway serves only the products that are enabled.

use std::collections::{BTreeMap, HashMap};

use deserr::Deserr;
use futures_util::FutureExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signet_call::{Access, Ctx, Group, Method, Pack, methods};
use signet_domain::invalid::Invalid;
use signet_domain::pack_settings::PackSettings;
use signet_domain::snapshots::Snapshot;
use signet_fault::Fault;
use signet_gateway::packs::{self, PACKS};
use signet_gateway::server::Checked;
use signet_gateway::settings::Settings;
use signet_store::{Error, Migration, Tx, inspect, revisions};
use signet_testkit::{TestGateway, unique};

use crate::cli::{fails, run};

static PRODUCTS: &[&Pack] = &[&TINY];

/// A product with one method, which counts in the row of its topic.
static TINY: Pack = Pack {
    groups: &[Group::new("tiny", "小产品")],
    methods: methods![Count],
    snapshots: &[&COUNT],
    settings: Some(&OWN),
    migrations: &[Migration {
        name: "tiny/0001_count",
        sqlite: "INSERT OR IGNORE INTO revisions (topic, number) VALUES ('tiny', 0);\n",
        mysql: "INSERT IGNORE INTO revisions (topic, number) VALUES ('tiny', 0);\n",
    }],
    demo: Some(|services| {
        let now = services.clock.now();
        let count = |tx: &mut Tx<'_>| Ok::<_, Fault>(revisions::bump(tx, "tiny")?);
        services.store.transaction(now, count).boxed_local()
    }),
    ..Pack::new("tiny", "小产品")
};

static OWN: PackSettings<Own> = PackSettings {
    pack: "tiny",
    defaults: "[tiny]\nstep = 1\n[tiny.names]\none = \"一\"\n",
    check: |own| match own.step {
        0 => Err(Invalid::new("tiny.step is 0; it needs at least 1")),
        _ => Ok(()),
    },
};

/// The keys of the product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    step: i64,
    names: BTreeMap<String, String>,
}

static COUNT: Snapshot<i64> = Snapshot {
    topic: "tiny",
    read: |connection, _| {
        let all = revisions::all(connection)?;
        let count = all.into_iter().find(|(topic, _)| topic == "tiny");
        Ok::<_, Error>(count.map_or(-1, |(_, number)| number))
    },
};

/// 计数
///
/// 返回次数。
#[derive(Deserr, JsonSchema)]
struct Count {}

#[derive(Serialize, JsonSchema)]
struct Counted {
    /// 次数
    count: i64,
    /// 名称
    names: Vec<String>,
}

impl Method for Count {
    const NAME: &'static str = "tiny.count";
    const ACCESS: Access = Access::Open;
    type Reply = Counted;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Counted, Fault> {
        let own = ctx.settings(&OWN)?;
        Ok(Counted {
            count: **ctx.snapshot(&COUNT)? * own.step,
            names: own.names.values().cloned().collect(),
        })
    }
}

#[test]
fn a_product_is_served_without_any_other() {
    let gateway = TestGateway::builder().packs(PRODUCTS).start();
    let answer = gateway.call("tiny.count", json!({}));
    assert_eq!(answer.data()["count"], 1, "{answer:?}");
    let answer = gateway.call("system.init", json!({"platform": 1, "app_v": "1.0.0"}));
    assert_eq!(answer.fault(), (509, "unknown_method"));

    let migrations: Vec<_> = PACKS.iter().map(|pack| pack.migrations).collect();
    let found = inspect(&gateway.settings.storage.url, &migrations).unwrap();
    let of_others: usize = migrations.iter().map(|migrations| migrations.len()).sum();
    assert_eq!(found.pending.len(), of_others, "{:?}", found.pending);

    let (status, text) = gateway.ops("/docs/api.json");
    let documentation: Value = serde_json::from_str(&text).unwrap();
    let groups = documentation["groups"].as_array().unwrap();
    let names: Vec<_> = groups.iter().map(|group| &group["name"]).collect();
    assert_eq!((status, names), (200, vec![&json!("tiny")]));
}

#[test]
fn a_product_reads_its_own_keys() {
    let count = |gateway: &TestGateway| gateway.call("tiny.count", json!({})).data().clone();
    let gateway = TestGateway::builder().packs(PRODUCTS).start();
    assert_eq!(
        count(&gateway),
        json!({"count": 1, "names": ["一"]}),
        "the defaults"
    );
    let gateway = gateway.restart_with(|settings| {
        settings.of_packs.set("tiny", "step", 3);
        let two = HashMap::from([("two".to_owned(), "二")]);
        settings.of_packs.set("tiny", "names", two);
    });
    assert_eq!(count(&gateway), json!({"count": 3, "names": ["一", "二"]}));
}

#[test]
fn a_wrong_key_of_a_product_is_one_clear_line() {
    let wrong = |key: &str, value: i64| {
        let mut settings = Settings::load(None).unwrap();
        settings.of_packs.set("tiny", key, value);
        let checked = Checked::new(settings, PRODUCTS, false);
        checked
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    for (key, value, help) in [
        ("stepp", 1, ["tiny", "`stepp`", "`step`"]),
        ("names", 1, ["tiny", "expected a map", "`1`"]),
        ("step", 0, ["tiny.step", "is 0", "at least 1"]),
    ] {
        let line = wrong(key, value);
        for part in help {
            assert!(line.contains(part), "{line}");
        }
        assert_eq!(line.lines().count(), 1, "{line}");
    }
    assert_eq!(wrong("step", 2), "");
    let environment = [("GATEWAY__YAF__COLOUR", "red")];
    fails(&["check"], &environment, 2, &["yaf", "no keys of its own"]);
}

#[test]
fn the_documentation_has_the_products_that_are_enabled() {
    let without = [("GATEWAY__PACKS__ENABLED", "")];
    for command in [&["methods"][..], &["docs"]] {
        let shown = |more: &[&str]| {
            let output = run(&[command, more].concat(), &without);
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let (enabled, all) = (shown(&[]), shown(&["--all"]));
        assert!(enabled.contains("system.request.token"), "{command:?}");
        assert!(!enabled.contains("goods.list"), "{command:?}");
        assert!(all.contains("goods.list"), "{command:?}");
    }
}

#[test]
fn a_product_that_is_off_has_no_methods_and_its_limits_may_stay() {
    let folder = std::env::temp_dir().join(unique("signet-packs"));
    let url = format!("sqlite://{}/gateway.db", folder.display());
    let environment = [
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__PACKS__ENABLED", ""),
        (
            "GATEWAY__LIMIT__METHODS",
            r#"[{"pattern": "goods.*", "per_ip": 10}]"#,
        ),
    ];
    let output = run(&["migrate"], &environment);
    assert!(output.status.success(), "{output:?}");
    let migrations: Vec<_> = PACKS.iter().map(|pack| pack.migrations).collect();
    let found = inspect(&url, &migrations).unwrap();
    assert!(
        found.pending.contains(&"yaf/0001_content".to_owned()),
        "{:?}",
        found.pending
    );
    let output = run(&["migrate"], &environment[..1]);
    assert!(output.status.success(), "{output:?}");
    let by_default = packs::enabled(&["yaf".to_owned()]).unwrap();
    let migrations: Vec<_> = by_default.iter().map(|pack| pack.migrations).collect();
    assert!(inspect(&url, &migrations).unwrap().pending.is_empty());
    // The tables of the product stay when it is disabled again.
    let output = run(&["migrate"], &environment);
    assert!(output.status.success(), "{output:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_unknown_product_is_one_clear_line() {
    let environment = [("GATEWAY__PACKS__ENABLED", "yaf,teahous")];
    for command in ["serve", "check"] {
        let help = ["packs.enabled", "\"teahous\"", "there are yaf"];
        fails(&[command], &environment, 2, &help);
    }
}

/// The files of `migrations/<pack>/<database>` and the list in the pack are the same.
#[test]
fn every_migration_of_a_pack_is_in_its_list() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let with_tables = |pack: &&&Pack| !pack.migrations.is_empty();
    for pack in PACKS.iter().filter(with_tables) {
        let listed: Vec<_> = pack.migrations.iter().map(|each| each.name).collect();
        for database in ["sqlite", "mysql"] {
            let files = std::fs::read_dir(format!("{root}/{}/{database}", pack.name)).unwrap();
            let mut names: Vec<_> = files
                .map(|file| file.unwrap().path())
                .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
                .map(|name| format!("{}/{name}", pack.name))
                .collect();
            names.sort_unstable();
            assert_eq!(listed, names, "{database}");
        }
    }
}
