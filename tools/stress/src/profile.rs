//! The number of instructions of a call, by function, under callgrind. These figures do not depend on the load of the machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use signet_testkit::servers::find_program;

use crate::app::Call;
use crate::bench::calls::call_of;
use crate::bench::own_wire::{self, OwnWire};
use crate::bench::servers::open_with_orders;
use crate::connection::Connection;
use crate::env::Env;
use crate::population::Population;

/// The number of counted calls, and the number of good calls in a row before them, which fill caches and buffers.
const CALLS: u64 = 100;
const BEFORE: u64 = 50;

/// The maximum number of calls until there are [`BEFORE`] good ones in a row.
const PATIENCE: u64 = 20 * BEFORE;

/// The sizes from which the C library fills and copies memory by `rep stosb` and `rep movsb`. Valgrind counts these once for each byte,
/// although a processor handles about 32 bytes at a time. Below these sizes the library uses vectors instead.
const TUNABLES: &str = "GLIBC_TUNABLES=glibc.cpu.x86_rep_stosb_threshold=1048576:glibc.cpu.x86_rep_movsb_threshold=1048576";

/// The tolerance above the budget of a kind of call, in hundredths of the budget.
const TOLERANCE: u64 = 3;

/// The maximum number of instructions of a call on the wire of a pack, in hundredths of the number for the same method signed.
const MOST_ON_WIRE: u64 = 105;

/// The arguments of `cargo xtask profile`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A in memory, B with a session, C with a session and a page of orders; SIGNED_A, WIRE_A, SIGNED_B and WIRE_B a method of
    /// homecare signed, and on its own wire
    #[arg(required = true)]
    kinds: Vec<Kind>,
    /// Compare with the budgets of a file instead of showing functions
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
enum Kind {
    A,
    B,
    C,
    SignedA,
    WireA,
    SignedB,
    WireB,
}

impl Kind {
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Returns the kind of the same method signed, if this is a call on the wire of its pack.
    const fn signed(self) -> Option<Kind> {
        match self {
            Kind::WireA => Some(Kind::SignedA),
            Kind::WireB => Some(Kind::SignedB),
            _ => None,
        }
    }

    /// Returns whether the gateway must serve homecare for this kind.
    const fn is_of_homecare(self) -> bool {
        !matches!(self, Kind::A | Kind::B | Kind::C)
    }

    fn call(self, population: &Population, own_wire: &OwnWire<'_>) -> Result<Call> {
        let signed = |method, token: &str| call_of(population, method, token);
        let person = population.people.first().context("there are no accounts")?;
        Ok(match self {
            Kind::A => signed("system.upgrade", ""),
            Kind::B => signed("user.detail", &person.token()),
            Kind::C => signed("order.list", &person.token()),
            Kind::SignedA => own_wire.search().signed,
            Kind::WireA => own_wire.search().on_wire,
            Kind::SignedB => own_wire.unread().signed,
            Kind::WireB => own_wire.unread().on_wire,
        })
    }
}

/// Counts the instructions of each kind of call. Returns whether all are within their budgets, and whether no call on the wire
/// of a pack costs much more than the same method signed.
pub(crate) async fn run(options: &Options) -> Result<bool> {
    let (mut env, population) = open_with_orders(1).await?;
    env.set("SERVER__WORKERS", "1");
    env.set("SERVER__DRAIN_SECONDS", "0");
    // Under valgrind, and on a machine with other work, everything takes long.
    env.set("CACHE__TIMEOUT_MS", "60000");
    env.set("STORAGE__READ_TIMEOUT_MS", "60000");
    let own_wire = {
        own_wire::serve(&mut env, true);
        let node = env.serve("login", &["serve"]).await?;
        OwnWire::log_in(&population, node.public).await?
    };
    let budgets = options.check.as_deref().map(budgets_of).transpose()?;
    let mut all_hold = true;
    let mut counted: Vec<(Kind, u64)> = Vec::new();
    for &kind in &options.kinds {
        let name = kind.name();
        own_wire::serve(&mut env, kind.is_of_homecare());
        let threads = count(&mut env, &name, &kind.call(&population, &own_wire)?).await?;
        match &budgets {
            None => {
                for (instructions, file) in &threads {
                    println!("== {name}: {instructions} instructions for each call in this thread");
                    println!("{}", functions(file)?);
                }
            }
            Some(budgets) => all_hold &= is_within(&name, &threads, budgets)?,
        }
        let sum: u64 = threads.iter().map(|(instructions, _)| instructions).sum();
        let signed = counted
            .iter()
            .find(|(other, _)| kind.signed() == Some(*other));
        if let Some((other, of_signed)) = signed {
            let holds = sum * 100 <= of_signed * MOST_ON_WIRE;
            all_hold &= holds;
            let verdict = if holds { "ok" } else { "TOO MANY" };
            let other = other.name();
            println!(
                "  {verdict:<8} {name}: {sum} instructions in all threads, {other}: {of_signed}"
            );
        }
        counted.push((kind, sum));
    }
    Ok(all_hold)
}

/// Prints the instructions of the busiest thread of a kind of call. Returns whether they are within the budget.
fn is_within(
    name: &str,
    threads: &[(u64, PathBuf)],
    budgets: &BTreeMap<String, u64>,
) -> Result<bool> {
    let (first, busiest) = threads.first().context("callgrind counted nothing")?;
    let budget = *budgets
        .get(name)
        .with_context(|| format!("no budget for {name}"))?;
    let holds = first * 100 <= budget * (100 + TOLERANCE);
    let verdict = if holds { "ok" } else { "TOO MANY" };
    println!("  {verdict:<8} {name}: {first} instructions, budget {budget}");
    if !holds {
        println!("{}", functions(busiest)?);
    }
    Ok(holds)
}

/// Reads the budgets of this build from a file. The file has the budgets of each build under the name of its folder.
fn budgets_of(file: &Path) -> Result<BTreeMap<String, u64>> {
    let mut all: BTreeMap<String, BTreeMap<String, u64>> =
        serde_json::from_slice(&fs::read(file)?)?;
    let program = std::env::current_exe()?;
    let build = program.parent().and_then(Path::file_name);
    let build = build.unwrap_or_default().to_string_lossy();
    all.remove(&*build)
        .with_context(|| format!("{} has no budgets for the build {build}", file.display()))
}

/// Makes calls one by one to a gateway under callgrind. Returns, for each thread, the instructions of a call and callgrind's file of the
/// thread, the busiest thread first. Threads with less than a twentieth of the most instructions are left out.
async fn count(env: &mut Env, name: &str, call: &Call) -> Result<Vec<(u64, PathBuf)>> {
    let output = env.folder().join(format!("callgrind-{name}"));
    env.wrap(&[
        "env",
        TUNABLES,
        "valgrind",
        "--quiet",
        "--tool=callgrind",
        "--instr-atstart=no",
        "--separate-threads=yes",
        &format!("--callgrind-out-file={}", output.display()),
    ]);
    let mut node = env.serve(name, &["serve"]).await?;
    let mut connection = Connection::open(node.public).await?;
    warm_up(&mut connection, call).await?;
    control(node.pid(), &["-i", "on"])?;
    // Callgrind now translates all code again. Calls that fail meanwhile do not count.
    warm_up(&mut connection, call).await?;
    control(node.pid(), &["-z"])?;
    for _ in 0..CALLS {
        let answer = connection.send(call).await?;
        ensure!(answer.is_good(), "{:?}", answer.envelope());
    }
    control(node.pid(), &["-i", "off"])?;
    node.signal("TERM")?;
    node.ended(Duration::from_secs(60)).await?;
    let mut threads = Vec::new();
    for entry in fs::read_dir(env.folder())? {
        let file = entry?.path();
        // The file of a thread has the number of the thread at the end of its name.
        if file
            .to_string_lossy()
            .starts_with(&format!("{}-", output.display()))
        {
            threads.push((total(&file)? / CALLS, file));
        }
    }
    threads.sort_by(|one, other| other.cmp(one));
    let least = threads.first().map_or(0, |(most, _)| most / 20);
    threads.retain(|(instructions, _)| *instructions > least);
    Ok(threads)
}

/// Makes calls until [`BEFORE`] in a row were good. Valgrind translates code when the code runs for the first time, which can take longer
/// than a call may wait for Redis.
async fn warm_up(connection: &mut Connection, call: &Call) -> Result<()> {
    let mut good = 0;
    for _ in 0..PATIENCE {
        let answer = connection.send(call).await?;
        good = if answer.is_good() { good + 1 } else { 0 };
        if good == BEFORE {
            return Ok(());
        }
    }
    anyhow::bail!("there were never {BEFORE} good answers in a row")
}

/// Controls callgrind in a process. The argument `-i on`, for example, starts counting.
fn control(pid: u32, arguments: &[&str]) -> Result<()> {
    let status = Command::new(find_program("callgrind_control")?)
        .args(arguments)
        .arg(pid.to_string())
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "callgrind_control {arguments:?} failed");
    Ok(())
}

/// Returns the number of instructions in a file of callgrind.
fn total(file: &Path) -> Result<u64> {
    let text = fs::read_to_string(file)?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    Ok(total
        .context("a file of callgrind's has no total")?
        .trim()
        .parse()?)
}

/// Returns the functions with the most instructions, as `callgrind_annotate` prints them.
fn functions(file: &Path) -> Result<String> {
    let output = Command::new(find_program("callgrind_annotate")?)
        .args(["--threshold=90", "--auto=no"])
        .arg(file)
        .output()?;
    ensure!(output.status.success(), "callgrind_annotate failed");
    let text = String::from_utf8_lossy(&output.stdout);
    let table = text.split("Ir  ").skip(1).last().unwrap_or_default();
    Ok(table.to_owned())
}
