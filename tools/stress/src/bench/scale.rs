//! The cost of a call with many apps, sessions and connections, compared with the same call with few of them.

use std::time::Duration;

use anyhow::Result;

use super::load::{Calls, url};
use super::memory::connect;
use super::rounds::{Cell, run};
use super::servers::Servers;
use crate::node::Node;

/// The number of rounds of each measurement, and their length.
const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(2);

/// The script that fills Redis with values that look like sessions. KEYS 1 is the start of their keys, ARGV 1 is their number.
const SESSIONS: &str =
    "for i = 1, tonumber(ARGV[1]) do redis.call('SET', KEYS[1] .. i, string.rep('x', 220)) end";

/// One step of growth.
pub(super) struct Step {
    /// The larger quantity, such as `100,000 apps`.
    pub(super) what: &'static str,
    /// The kind of call.
    pub(super) call: &'static str,
    /// The processor time of a call, divided by the time of the same call before the growth.
    pub(super) processor: f64,
}

/// Grows the tables, Redis and the number of connections, one after the other.
pub(super) async fn measure(servers: &Servers) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let few = cost(servers, &servers.gateway, "A")?;
    for (what, count) in [("1,000 apps", 1_000), ("100,000 apps", 100_000)] {
        add_apps(servers, count)?;
        // The running gateways do not load these apps, because no gateway announced them.
        let grown = servers.env.serve("grown", &["serve"]).await?;
        let processor = cost(servers, &grown, "A")? / few;
        steps.push(Step {
            what,
            call: "A",
            processor,
        });
    }
    let call = servers.of_a_guest().swap_remove(0);
    let open = connect(servers.gateway.public, 10_000, &call).await?;
    let processor = cost(servers, &servers.gateway, "A")? / few;
    steps.push(Step {
        what: "10,000 open connections",
        call: "A",
        processor,
    });
    drop(open);
    let few = cost(servers, &servers.gateway, "B")?;
    for (what, count) in [("1,000 sessions", 1_000), ("1,000,000 sessions", 1_000_000)] {
        add_sessions(servers, count)?;
        let processor = cost(servers, &servers.gateway, "B")? / few;
        steps.push(Step {
            what,
            call: "B",
            processor,
        });
    }
    Ok(steps)
}

/// Returns the processor time of a call, divided by the time of an echo in the same rounds, because the speed of the machine may change.
fn cost(servers: &Servers, node: &Node, kind: &'static str) -> Result<f64> {
    let calls = match kind {
        "B" => servers.of_all("user.detail"),
        _ => servers.of_a_guest(),
    };
    let write = || Calls::write(servers.env.folder(), "scale", &calls);
    let echo = (url(servers.echo.address), servers.echo.pid());
    let mut cells = [
        Cell::new((kind, "gateway"), (url(node.public), node.pid()), write()?),
        Cell::new((kind, "echo"), echo, write()?),
    ];
    run(&mut cells, ROUNDS, LENGTH)?;
    let [gateway, echo] = &cells;
    Ok(gateway.ratio(echo, |round| round.micros))
}

fn add_apps(servers: &Servers, count: u32) -> Result<()> {
    let insert = format!(
        "INSERT IGNORE INTO apps (appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, \
         created_at, updated_at) \
         SELECT CONCAT('partner_', seq), '', 'partner', 'live', '', '', '', 'MD5', 0, 0, 0, 0 FROM seq_1_to_{count}"
    );
    servers.env.sql(&insert).map(drop)
}

fn add_sessions(servers: &Servers, count: u32) -> Result<()> {
    let mut connection = redis::Client::open(servers.env.cache.url())?.get_connection()?;
    let fill = redis::Script::new(SESSIONS);
    Ok(fill.key("signet:s:").arg(count).invoke(&mut connection)?)
}
