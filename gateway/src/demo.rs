//! What `serve --demo` puts into an empty database: an app whose secret everybody knows, and content like the
//! examples of the API document.

use std::net::SocketAddr;

use signet_call::{AppClass, AppState};
use signet_domain::platform::Platform;
use signet_store::ad_positions::NewAdPosition;
use signet_store::ads::NewAd;
use signet_store::app_upgrades::NewAppUpgrade;
use signet_store::apps::{self, App};
use signet_store::notices::NewNotice;
use signet_store::system_configs::SystemConfig;
use signet_store::{
    Connection, Error, Store, ad_positions, ads, app_upgrades, notices, revisions, system_configs,
};
use signet_wire::sign::SignType;

use crate::cli::app::insert as insert_app;

/// The demo app, and the secret that the API document prints.
pub(crate) const APPID: &str = "ios_app_id";
const SECRET: &str = "7512100214f62d7de8ba01b281d6da02";

/// Points of a new account, enough to try the shop out.
const WELCOME_POINTS: i64 = 100_000;

/// Every platform shows it.
const EVERYWHERE: i64 = 31;

const DAY: i64 = 86_400;

/// The points a new account starts with: the demo is generous where the configuration has the default.
pub(crate) fn welcome_points(configured: i64, demo: bool) -> i64 {
    if demo && configured == 1000 {
        WELCOME_POINTS
    } else {
        configured
    }
}

/// Fills the database if it has no apps; says what it did.
pub(crate) fn load(store: &Store, now: i64) -> anyhow::Result<()> {
    if store.run_blocking::<_, Error>(apps::count)? > 0 {
        println!("the database has apps already: --demo leaves it as it is");
        return Ok(());
    }
    store.transaction_blocking::<_, Error>(move |connection| content(connection, now))?;
    let app = App {
        appid: APPID.to_owned(),
        name: "demo".to_owned(),
        class: AppClass::App.name().to_owned(),
        state: AppState::Live.name().to_owned(),
        allow: String::new(),
        ips: String::new(),
        origins: String::new(),
        min_sign_type: SignType::Md5.name().to_owned(),
        sandbox: true,
        calls_per_minute: 0,
        created_at: now,
        updated_at: now,
    };
    insert_app(store, app, SECRET.to_owned(), now)?;
    println!(
        "DEMO: made the app {APPID} with a secret that everybody knows, and demo content. Not for production!"
    );
    Ok(())
}

/// Says how to try the gateway out.
pub(crate) fn explain(public: SocketAddr) {
    let url = format!("http://{public}/");
    println!(
        r#"
Try it, in another terminal:

  cargo run -q -- call system.init platform=1 app_v=1.0.0 token= --url {url} --appid {APPID} --secret {SECRET}

or with curl alone:

  data='{{"method":"system.init","v":"1.0.0","appid":"{APPID}","timestamp":"'$(date +%s)'","platform":1,"app_v":"1.0.0","token":""}}'; sign=$(printf '%s' "${{data}}{SECRET}" | md5sum | cut -c1-32 | tr a-f A-F); curl -s {url} --data-urlencode "data=$data" --data-urlencode "sign=$sign"
"#
    );
}

fn content(connection: &mut Connection, now: i64) -> Result<(), Error> {
    upgrades(connection, now)?;
    configs(connection, now)?;
    start_ad(connection, now)?;
    dialogs(connection, now)?;
    revisions::bump(connection, signet_domain::content::TOPIC)
}

fn upgrades(connection: &mut Connection, now: i64) -> Result<(), Error> {
    let releases = [
        (Platform::IOS, "", "1.0.0", 2),
        (Platform::IOS, "", "1.0.1", 0),
        (Platform::ANDROID, "huawei", "1.0.0", 1),
        (Platform::ANDROID, "huawei", "1.0.1", 0),
    ];
    for (platform, channel, version, way) in releases {
        let release = NewAppUpgrade {
            platform: platform.0,
            channel: channel.to_owned(),
            version: version.to_owned(),
            way,
            title: "端午节新版闹龙舟".to_owned(),
            description: "端午节新版闹龙舟".to_owned(),
            url: "https://github.com/fingerQin".to_owned(),
            dialog_repeat: 1,
            state: 1,
            created_at: now,
            updated_at: now,
        };
        app_upgrades::insert(connection, &release)?;
    }
    Ok(())
}

fn configs(connection: &mut Connection, now: i64) -> Result<(), Error> {
    let configs = [
        (
            "APP_HOME_RIGHT_BTN_URL",
            "首页右侧按钮",
            "https://github.com/fingerQin",
        ),
        (
            "APP_SERVICE_CONFIG",
            "服务中心按钮",
            "服务中心:::https://github.com/fingerQin",
        ),
        (
            "APP_ABOUT_CONFIG",
            "关于我们按钮",
            "关于我们:::https://github.com/fingerQin",
        ),
        (
            "APP_FEEDBACK_CONFIG",
            "意见反馈按钮",
            "意见反馈:::https://github.com/fingerQin",
        ),
    ];
    for (name, title, value) in configs {
        let config = SystemConfig {
            name: name.to_owned(),
            title: title.to_owned(),
            value: value.to_owned(),
            state: 1,
            updated_at: now,
        };
        system_configs::put(connection, &config)?;
    }
    Ok(())
}

fn start_ad(connection: &mut Connection, now: i64) -> Result<(), Error> {
    let position = NewAdPosition {
        code: "APP_START_AD".to_owned(),
        name: "启动页".to_owned(),
        max_ads: 1,
    };
    let position_id = ad_positions::insert(connection, &position)?;
    let ad = NewAd {
        position_id,
        name: "APP 启动页广告".to_owned(),
        image_url: "http://files.yourname.com/images/start.png".to_owned(),
        iphone_image_url: String::new(),
        url: "https://github.com/fingerQin".to_owned(),
        platforms: EVERYWHERE,
        starts_at: now - DAY,
        ends_at: now + 3650 * DAY,
        listorder: 0,
        state: 1,
        created_at: now,
        updated_at: now,
    };
    ads::insert(connection, &ad)?;
    Ok(())
}

fn dialogs(connection: &mut Connection, now: i64) -> Result<(), Error> {
    let notice = NewNotice {
        title: "恭喜您被选中为2019年锦鲤".to_owned(),
        summary: "恭喜您被选中为2019年锦鲤".to_owned(),
        body: "恭喜您被选中为2019年锦鲤，我们会在3个工作日内与您联系~".to_owned(),
        platforms: EVERYWHERE,
        is_dialog: true,
        dialog_ends_at: Some(now + 3650 * DAY),
        state: 1,
        created_at: now,
        updated_at: now,
    };
    notices::insert(connection, &notice)?;
    Ok(())
}
