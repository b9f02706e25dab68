//! The content that `serve --demo` adds to an empty database: an app whose secret is published, the districts, and the demo of
//! each pack.

use std::net::SocketAddr;

use signet_call::Pack;
use signet_docs::apps::DEMO;
use signet_domain::Services;
use signet_domain::apps::{self, AppClass};
use signet_domain::districts::csv;
use signet_store::{Error, apps as app_rows, districts};
use signet_wire::sign::Secret;

use crate::os_user;
use crate::output::Printer;
use crate::packs::PACKS;
use crate::wires::Wires;

/// The demo app, and the secret that the API document prints.
const APPID: &str = DEMO.appid;
const SECRET: &str = DEMO.secret;

/// The points that a new account starts with, unless they are configured: enough to try out a shop.
pub(crate) const WELCOME_POINTS: i64 = 100_000;

/// The divisions of China down to the districts, by the list of the Ministry of Civil Affairs for 2024. `districts.md` names
/// the source.
const DISTRICTS: &[u8] = include_bytes!("demo/districts.csv");

/// Fills the database if it has no apps. Prints what it did.
pub(crate) async fn load(
    services: &Services,
    packs: &[&Pack],
    people: &Printer,
) -> anyhow::Result<()> {
    let (store, now) = (&services.store, services.clock.now());
    if store.run_blocking::<_, Error>(app_rows::count)? > 0 {
        people.say("the database has apps already: --demo leaves it as it is");
        return Ok(());
    }
    let all = csv::read(DISTRICTS)?;
    store.transaction_blocking::<_, Error>(now, |tx| districts::replace_all(tx, &all))?;
    for demo in packs.iter().filter_map(|pack| pack.demo) {
        demo(services).await?;
    }
    // The app is created last, because a database with apps is left as it is.
    let mut app = apps::unrestricted(APPID, AppClass::App, now);
    app.name = "demo".to_owned();
    let (vault, secret) = (&services.vault, Secret::new(SECRET)?);
    let action = os_user::action("app.create", apps::described(&app), now);
    os_user::change(store, &action, |tx| apps::create(tx, vault, &app, &secret))?;
    people.say(format_args!(
        "DEMO: made the app {APPID} with a secret that everybody knows, and demo content. Not for production!"
    ));
    Ok(())
}

/// Prints how to try out a gateway that listens on these addresses.
pub(crate) fn explain(public: SocketAddr, ops: SocketAddr, wires: &Wires, people: &Printer) {
    let url = format!("http://{public}/");
    for mount in wires.of_packs() {
        let pack = PACKS.iter().find(|pack| mount.name() == Some(pack.name));
        if let Some(pack) = pack.filter(|pack| !pack.walk.is_empty()) {
            let wire = format!("http://{public}{}", mount.prefix());
            let walk = pack
                .walk
                .replace("{wire}", &wire)
                .replace("{gateway}", &url);
            people.say(format_args!("\n{walk}"));
        }
    }
    people.say(format_args!(
        r#"
Try it, in another terminal:

  cargo run -q -- call system.init platform=1 app_v=1.0.0 token= --url {url} --appid {APPID} --secret {SECRET}

or with curl alone:

  data='{{"method":"system.init","v":"1.0.0","appid":"{APPID}","timestamp":"'$(date +%s)'","platform":1,"app_v":"1.0.0","token":""}}'; sign=$(printf '%s' "${{data}}{SECRET}" | md5sum | cut -c1-32 | tr a-f A-F); curl -s {url} --data-urlencode "data=$data" --data-urlencode "sign=$sign"

or in a browser, every method with a form that signs:

  http://{ops}/docs/
"#
    ));
}
