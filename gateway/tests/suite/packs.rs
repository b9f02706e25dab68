//! A gateway serves the products that are enabled and knows no other.

use deserr::Deserr;
use futures_util::FutureExt;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use signet_call::{Access, Ctx, Group, Method, Pack, methods};
use signet_domain::snapshots::Snapshot;
use signet_fault::Fault;
use signet_gateway::packs::{self, PACKS};
use signet_store::{Error, Migration, Tx, inspect, revisions};
use signet_testkit::{TestGateway, unique};

use crate::cli::{fails, run};

static PRODUCTS: &[&Pack] = &[&TINY];

/// A product of one method, which counts in the row of its topic.
static TINY: Pack = Pack {
    name: "tiny",
    title: "小产品",
    groups: &[Group::new("tiny", "小产品")],
    realms: &[],
    methods: methods![Count],
    snapshots: &[&COUNT],
    faults: &[],
    wire: None,
    charges: &[],
    jobs: &[],
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
    english: "",
    examples: "{}",
};

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
}

impl Method for Count {
    const NAME: &'static str = "tiny.count";
    const ACCESS: Access = Access::Open;
    type Reply = Counted;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Counted, Fault> {
        let count = **ctx.snapshot(&COUNT)?;
        Ok(Counted { count })
    }
}

#[test]
fn a_product_is_served_without_any_other() {
    let gateway = TestGateway::builder().packs(PRODUCTS).start();
    let answer = gateway.call("tiny.count", json!({}));
    assert_eq!(answer.data(), &json!({"count": 1}), "{answer:?}");
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
    // Its tables stay when it is off again.
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
