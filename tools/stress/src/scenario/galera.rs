//! A cluster that detects conflicts only at commit: three MariaDB servers with Galera, and a gateway on each.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use serde_json::json;
use signet_testkit::servers::{MariaDb, galera};
use tokio::time::{Instant, sleep};

use super::sound;
use crate::app::Call;
use crate::checks::Checks;
use crate::connection::Connection;
use crate::env::{Env, sql};
use crate::node::Node;
use crate::population::{Kind, Population};

const DATABASE: &str = "gateway";

/// The number of addresses that an account may have, and the number that are added at the same time.
const MOST_ADDRESSES: usize = 20;
const ADDRESSES: usize = 60;

/// The pieces in stock, the number of accounts that order, and the number of pieces that each orders at the same time.
const PIECES: usize = 20;
const BUYERS: usize = 12;
const ORDERS: usize = 4;

pub(super) async fn run(checks: &mut Checks) -> Result<()> {
    let cluster = galera()?;
    let (first, _) = cluster.split_first().context("a cluster has servers")?;
    sql(first, &format!("CREATE DATABASE {DATABASE}"))?;
    let mut env = Env::open()?;
    let mut nodes = Vec::new();
    for (number, server) in cluster.iter().enumerate() {
        in_step(server).await?;
        env.set("STORAGE__URL", &format!("{}/{DATABASE}", server.url()));
        nodes.push(env.start(&format!("gateway-{number}")).await?);
    }
    let (node, _) = nodes.split_first().context("a cluster has gateways")?;
    let population = Population::create(&env, node, BUYERS).await?;
    population.stock_up(node.public, ORDERS).await?;
    addresses(checks, &population, &nodes, first).await?;
    orders(checks, &population, &nodes, first).await?;
    for node in &nodes {
        sound(checks, node, &population).await?;
    }
    Ok(())
}

/// Waits until a server is a member of the cluster.
async fn in_step(server: &MariaDb) -> Result<()> {
    let started = Instant::now();
    let state = "SHOW STATUS WHERE variable_name IN ('wsrep_ready', 'wsrep_cluster_size')";
    loop {
        let answer = sql(server, state)?;
        if answer.contains("ON") && answer.contains('3') {
            return Ok(());
        }
        ensure!(started.elapsed() < Duration::from_secs(60), "{answer}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Adds more addresses to one account than it may have, on all gateways at the same time, and checks the result.
async fn addresses(
    checks: &mut Checks,
    population: &Population,
    nodes: &[Node],
    server: &MariaDb,
) -> Result<()> {
    let person = population.people.first().context("there are no accounts")?;
    let calls = (0..ADDRESSES).map(|number| {
        let address = json!({
            "token": person.token(), "realname": "张木沐", "mobile": person.mobile,
            "district_id": 440_305, "address": format!("东方科技大厦{number}"),
        });
        population.app.call(&person.ip, "user.address.add", address)
    });
    let outcomes = at_once(nodes, calls.collect()).await?;
    let query = format!(
        "SELECT COUNT(*) FROM {DATABASE}.addresses JOIN {DATABASE}.users ON users.id = user_id \
         WHERE users.mobile = '{}'",
        person.mobile
    );
    let stored = sql(server, &query)?;
    checks.check(
        stored.trim() == MOST_ADDRESSES.to_string(),
        "addresses of one account",
        stored.trim(),
    );
    check_outcomes(checks, "addresses", &outcomes, MOST_ADDRESSES - 1);
    Ok(())
}

/// Orders more pieces of a product than are in stock, on all gateways at the same time, and checks the result.
async fn orders(
    checks: &mut Checks,
    population: &Population,
    nodes: &[Node],
    server: &MariaDb,
) -> Result<()> {
    let product = population.products.first().context("nothing is sold")?;
    let stock = format!("{DATABASE}.products");
    sql(
        server,
        &format!("UPDATE {stock} SET stock = {PIECES} WHERE id = {product}"),
    )?;
    let mut calls = Vec::new();
    for _ in 0..ORDERS {
        for person in &population.people {
            let order = Population::order_of(person, &person.request_token()?, Some(product));
            calls.push(population.app.call(&person.ip, Kind::Order.name(), order));
        }
    }
    let outcomes = at_once(nodes, calls).await?;
    let left = sql(
        server,
        &format!("SELECT stock FROM {stock} WHERE id = {product}"),
    )?;
    checks.check(left.trim() == "0", "pieces left", left.trim());
    let query = format!("SELECT COUNT(*) FROM {DATABASE}.order_items WHERE product_id = {product}");
    let sold = sql(server, &query)?;
    checks.check(
        sold.trim() == PIECES.to_string(),
        "pieces sold",
        sold.trim(),
    );
    check_outcomes(checks, "orders", &outcomes, PIECES);
    Ok(())
}

/// Sends the calls at the same time, each on its own connection, to the gateways in turn. A call whose answer has `Retry-After` is sent
/// again. Returns the outcomes.
async fn at_once(nodes: &[Node], calls: Vec<Call>) -> Result<Vec<String>> {
    let addresses: Vec<SocketAddr> = nodes.iter().map(|node| node.public).collect();
    let sent = calls.iter().zip(addresses.iter().cycle());
    let answers = sent.map(|(call, address)| async move {
        let mut connection = Connection::open(*address).await?;
        loop {
            let answer = connection.send(call).await?;
            if !answer.has_retry_after {
                return anyhow::Ok(answer.outcome());
            }
            sleep(Duration::from_secs(1)).await;
        }
    });
    try_join_all(answers).await
}

fn check_outcomes(checks: &mut Checks, what: &str, outcomes: &[String], most: usize) {
    let count = |outcome: &str| {
        outcomes
            .iter()
            .filter(|each| each.starts_with(outcome))
            .count()
    };
    checks.check(count("200") == most, &format!("good {what}"), count("200"));
    checks.check(
        count("500") == 0,
        &format!("{what} that failed (500)"),
        count("500"),
    );
}
