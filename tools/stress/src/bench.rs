//! The cost of a call, compared with the servers of `tools/reference` in the same run. `docs/performance.md` explains the purpose.
//!
//! - [`servers`]: the measured servers; [`process`]: the memory and processor time of a server; [`own_wire`]: calls on a pack's own wire
//! - [`load`]: a round of load; [`rounds`]: several rounds in turn; [`trips`]: the round trips of a call to Redis and MariaDB
//! - [`memory`]: the memory of connections; [`scale`]: the cost with many apps, sessions and connections
//! - [`report`]: the results as a table; [`picture`]: the results as a picture

pub(crate) mod calls;
mod load;
mod memory;
pub(crate) mod own_wire;
mod picture;
mod process;
mod report;
mod rounds;
mod scale;
pub(crate) mod servers;
mod trips;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use self::load::{Calls, url};
use self::own_wire::{OwnWire, Twice};
use self::report::Report;
use self::rounds::Cell;
use self::servers::{Servers, agree};
use self::trips::{Counters, Trips};

/// The arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run fewer and shorter rounds, of calls alone, and store nothing
    #[arg(long)]
    quick: bool,
    /// The folder of the table and the picture
    #[arg(long, value_name = "FOLDER", default_value = "tools/reference")]
    out: PathBuf,
}

/// Measures, prints the table, and stores the table and the picture.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let (rounds, length) = match options.quick {
        true => (3, Duration::from_secs(1)),
        false => (7, Duration::from_secs(2)),
    };
    let servers = Servers::start().await?;
    let mut cells = cells(&servers).await?;
    rounds::run(&mut cells, rounds, length)?;
    let trips = count_trips(&servers, &cells)?;
    let mut report = Report::of(&cells, &trips);
    if options.quick {
        println!("{report}");
        return Ok(());
    }
    report.memory = Some(memory::measure(&servers).await?);
    report.scale = scale::measure(&servers).await?;
    println!("{report}");
    fs::create_dir_all(&options.out)?;
    fs::write(options.out.join("results.md"), report.to_string())?;
    fs::write(options.out.join("results.svg"), picture::of(&report)?)?;
    Ok(())
}

/// Returns the measurements. Those that are compared follow each other.
async fn cells(servers: &Servers) -> Result<Vec<Cell>> {
    let folder = servers.env.folder();
    let echo = (url(servers.echo.address), servers.echo.pid());
    let unread = (url(servers.echo.address) + "bytes", servers.echo.pid());
    let lean = (url(servers.lean.address), servers.lean.pid());
    let gateway = (url(servers.gateway.public), servers.gateway.pid());
    let quiet = (url(servers.quiet.public), servers.quiet.pid());
    let homecare = (url(servers.homecare.public), servers.homecare.pid());
    let addresses = [
        servers.lean.address,
        servers.gateway.public,
        servers.quiet.public,
    ];
    let (upgrade, forged) = (servers.of_a_guest(), servers.forged());
    let (detail, list) = (servers.of_all("user.detail"), servers.of_all("order.list"));
    for call in [&upgrade, &detail, &list].into_iter().flatten().take(8) {
        agree(&addresses.map(|address| (address, call))).await?;
    }
    let own_wire = OwnWire::log_in(&servers.population, servers.homecare.public).await?;
    let (search, count) = (own_wire.search(), own_wire.unread());
    for Twice { signed, on_wire } in [&search, &count] {
        agree(&[signed, on_wire].map(|call| (servers.homecare.public, call))).await?;
    }
    let mut cells = Vec::new();
    for (call, server, of, calls) in [
        ("A", "echo", &echo, &upgrade),
        ("A", "echo, unread", &unread, &upgrade),
        ("A", "lean", &lean, &upgrade),
        ("A", "gateway, no log", &quiet, &upgrade),
        ("A", "gateway", &gateway, &upgrade),
        ("B", "lean", &lean, &detail),
        ("B", "gateway", &gateway, &detail),
        ("C", "lean", &lean, &list),
        ("C", "gateway", &gateway, &list),
        ("forged", "gateway", &gateway, &forged),
        (
            "A homecare",
            "gateway, signed",
            &homecare,
            &vec![search.signed],
        ),
        (
            "A homecare",
            "gateway, wire",
            &homecare,
            &vec![search.on_wire],
        ),
        (
            "B homecare",
            "gateway, signed",
            &homecare,
            &vec![count.signed],
        ),
        (
            "B homecare",
            "gateway, wire",
            &homecare,
            &vec![count.on_wire],
        ),
    ] {
        let calls = Calls::write(folder, &format!("{call}, {server}"), calls)?;
        cells.push(Cell::new((call, server), of.clone(), calls));
    }
    Ok(cells)
}

/// Returns, for each cell, the round trips of a call to Redis and MariaDB.
fn count_trips(servers: &Servers, cells: &[Cell]) -> Result<Vec<Trips>> {
    let trips = cells.iter().map(|cell| {
        let before = Counters::read(&servers.env)?;
        let round = cell.send(Duration::from_secs(1))?;
        Ok(Counters::read(&servers.env)?.since(&before, round.calls))
    });
    trips.collect()
}
