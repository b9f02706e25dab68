//! The measured servers, which all run at the same time, and the accounts that call them.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use super::calls::{call_of, good};
use super::own_wire;
use super::process::{Process, memory};
use crate::app::Call;
use crate::connection::Connection;
use crate::env::Env;
use crate::gateways::SECRET;
use crate::node::Node;
use crate::population::{Kind, Person, Population};

/// The number of accounts that call with a session.
const PEOPLE: usize = 32;

/// The number of orders of each account: a page.
const ORDERS: usize = 20;

/// The measured servers. Gateways have default settings, except for the addresses of their databases and where a field says so.
pub(super) struct Servers {
    pub(super) env: Env,
    pub(super) population: Population,
    /// The echo server: it sends `data` of each form back, and under `/bytes` the unchanged body.
    pub(super) echo: Process,
    /// The lean gateway, which does the work of the calls and nothing else.
    pub(super) lean: Process,
    /// The gateway.
    pub(super) gateway: Node,
    /// The memory of the gateway in KiB after its start, before other servers ran and before any call.
    pub(super) idle: u64,
    /// The gateway without its access log.
    pub(super) quiet: Node,
    /// The gateway that also has the methods and the wire of homecare.
    pub(super) homecare: Node,
}

impl Servers {
    pub(super) async fn start() -> Result<Servers> {
        let (mut env, population) = open_with_orders(PEOPLE).await?;
        let gateway = env.serve("gateway", &["serve"]).await?;
        let idle = memory(gateway.pid())?;
        env.set("LOG__ACCESS", "false");
        let quiet = env.serve("quiet", &["serve"]).await?;
        let lean = lean(&env, &gateway, &population).await?;
        env.forget("LOG__ACCESS");
        own_wire::serve(&mut env, true);
        let homecare = env.serve("homecare", &["serve"]).await?;
        own_wire::serve(&mut env, false);
        let address = env.free_address()?;
        let mut command = env.program("bench-echo")?;
        command.arg(address.to_string());
        Ok(Servers {
            echo: Process::start(command, address)?,
            lean,
            gateway,
            idle,
            quiet,
            homecare,
            env,
            population,
        })
    }

    /// Returns a call without a session.
    pub(super) fn of_a_guest(&self) -> Vec<Call> {
        vec![self.call("system.upgrade", "")]
    }

    /// Returns a call of each account.
    pub(super) fn of_all(&self, method: &str) -> Vec<Call> {
        let people = self.population.people.iter();
        people
            .map(|person| self.call(method, &person.token()))
            .collect()
    }

    /// Returns a call that was changed after it was signed.
    pub(super) fn forged(&self) -> Vec<Call> {
        let mut call = self.call("system.upgrade", "");
        let mut body = call.body.to_vec();
        body.pop();
        body.push(b'-');
        call.body = body.into();
        vec![call]
    }

    fn call(&self, method: &str, token: &str) -> Call {
        call_of(&self.population, method, token)
    }
}

/// Creates an environment with accounts that have orders, for gateways with default settings.
pub(crate) async fn open_with_orders(people: usize) -> Result<(Env, Population)> {
    let mut env = Env::open()?;
    let node = env.start("settle").await?;
    let population = Population::create(&env, &node, people).await?;
    population.stock_up(node.public, ORDERS).await?;
    for person in &population.people {
        let mut connection = Connection::open(node.public).await?;
        for _ in 0..ORDERS {
            let order = population.call(Kind::Order, person)?;
            good(connection.send(&order).await?)?;
        }
    }
    drop(node);
    env.forget("SERVER__TRUSTED_PROXIES");
    Ok((env, population))
}

/// Starts the lean gateway, after writing the sessions of all accounts to the keys that it reads.
async fn lean(env: &Env, node: &Node, population: &Population) -> Result<Process> {
    let client = redis::Client::open(env.cache.url())?;
    let mut connection = client.get_connection()?;
    let mut gateway = Connection::open(node.public).await?;
    for person in &population.people {
        let user_id: i64 = env
            .sql(&format!(
                "SELECT id FROM users WHERE mobile = '{}'",
                person.mobile
            ))?
            .trim()
            .parse()?;
        let mut session = profile(&mut gateway, population, person).await?;
        session.insert("user_id".to_owned(), json!(user_id));
        let key = format!("lean:{}", person.token());
        redis::cmd("SET")
            .arg(key)
            .arg(serde_json::to_string(&session)?)
            .exec(&mut connection)?;
    }
    let address = env.free_address()?;
    let mut command = env.program("bench-lean")?;
    command
        .args([&address.to_string(), SECRET])
        .args([env.cache.url(), env.storage_url()]);
    Process::start(command, address)
}

async fn profile(
    gateway: &mut Connection,
    population: &Population,
    person: &Person,
) -> Result<Map<String, Value>> {
    let answer = gateway
        .send(&population.call(Kind::Detail, person)?)
        .await?;
    Ok(serde_json::from_value(good(answer)?.data("")?)?)
}

/// Makes calls whose replies must be equal, and compares their `data`.
pub(super) async fn agree(calls: &[(SocketAddr, &Call)]) -> Result<()> {
    let mut first = None;
    for (address, call) in calls {
        let answer = Connection::open(*address).await?.send(call).await?;
        let data = good(answer)?.data("")?;
        let expected = first.get_or_insert_with(|| data.clone());
        ensure!(data == *expected, "{address} answers {data}");
    }
    first.context("no call was made").map(drop)
}
