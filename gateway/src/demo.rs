//! What `serve --demo` puts into an empty database: an app whose secret everybody knows, and content like the
//! examples of the API document.

mod articles;
mod content;
mod goods;

use std::net::SocketAddr;

use signet_docs::apps::DEMO;
use signet_domain::vault::Vault;
use signet_fault::Fault;
use signet_store::apps;
use signet_store::{Error, Store, Tx, revisions};

use crate::cli::app::insert as insert_app;
use crate::directory;
use crate::output::Printer;

/// The demo app, and the secret that the API document prints.
const APPID: &str = DEMO.appid;
const SECRET: &str = DEMO.secret;

/// Points of a new account, enough to try the shop out.
const WELCOME_POINTS: i64 = 100_000;

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
pub(crate) fn load(store: &Store, vault: &Vault, now: i64, people: &Printer) -> anyhow::Result<()> {
    if store.run_blocking::<_, Error>(apps::count)? > 0 {
        people.say("the database has apps already: --demo leaves it as it is");
        return Ok(());
    }
    store.transaction_blocking(now, fill)?;
    let app = directory::unrestricted(APPID.to_owned(), "demo", now);
    insert_app(store, vault, app, SECRET, now)?;
    people.say(format_args!(
        "DEMO: made the app {APPID} with a secret that everybody knows, and demo content. Not for production!"
    ));
    Ok(())
}

/// Says how to try the gateway out.
pub(crate) fn explain(public: SocketAddr, ops: SocketAddr, people: &Printer) {
    let url = format!("http://{public}/");
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

fn fill(tx: &mut Tx<'_>) -> Result<(), Fault> {
    content::load(tx)?;
    articles::load(tx)?;
    goods::load(tx)?;
    revisions::bump(tx, signet_domain::snapshots::CONTENT)?;
    Ok(())
}
