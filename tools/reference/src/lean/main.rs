//! A gateway that does the work of three calls and nothing else, to show the lowest possible cost: no replay, no limits, no versions, no
//! classes, no log, no metrics, no request ids, no time limits. It has one app, and its replies are the same as those of the real gateway.
//!
//! - **A** `system.upgrade`: the signature alone
//! - **B** `user.detail`: the signature, and one Redis `GET lean:TOKEN`, which returns the profile as JSON
//! - **C** `order.list`: the same, and two prepared statements on MySQL, without blocking a thread

mod call;
mod orders;

use std::env;
use std::time::Duration;

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, Result};
use mysql_async::{Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts};
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;

use crate::call::{Call, Envelope, Profile, Session};

/// The number of MySQL connections of each worker. All workers together have as many connections as the gateway.
const CONNECTIONS: usize = 4;

/// The state of a worker.
struct Worker {
    secret: String,
    redis: MultiplexedConnection,
    mysql: Pool,
}

async fn answer(form: Bytes, worker: Data<Worker>) -> HttpResponse {
    match reply(&form, &worker).await {
        Ok(body) => HttpResponse::Ok()
            .content_type("application/json; charset=utf-8")
            .body(body),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

async fn reply(form: &[u8], worker: &Worker) -> Result<Vec<u8>> {
    let data = call::verified(form, &worker.secret)?;
    let call = Call::read(&data)?;
    match call.method.as_ref() {
        "system.upgrade" => Envelope::of("success", call.advice()).render(),
        "user.detail" => {
            let session = session(worker, &call).await?;
            Envelope::of("信息获取成功", Profile::of(&session)).render()
        }
        "order.list" => {
            let session = session(worker, &call).await?;
            let list = orders::page(&worker.mysql, session.user_id).await?;
            Envelope::of("success", list).render()
        }
        other => anyhow::bail!("no method {other}"),
    }
}

async fn session(worker: &Worker, call: &Call<'_>) -> Result<Session> {
    let key = format!("lean:{}", call.token);
    let mut redis = worker.redis.clone();
    let stored: Option<Vec<u8>> = redis::cmd("GET").arg(key).query_async(&mut redis).await?;
    Ok(serde_json::from_slice(&stored.context("no session")?)?)
}

fn mysql(url: &str) -> Result<Pool> {
    let constraints = PoolConstraints::new(CONNECTIONS, CONNECTIONS).context("no connections")?;
    let pool = PoolOpts::default()
        .with_constraints(constraints)
        .with_reset_connection(false);
    let options = OptsBuilder::from_opts(Opts::from_url(url)?)
        .pool_opts(pool)
        .tcp_nodelay(true)
        .prefer_socket(false);
    Ok(Pool::new(options))
}

/// Runs the gateway. The arguments are the address to listen on, the secret of its app, and the URLs of Redis and MySQL.
#[actix_web::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, secret, redis_url, mysql_url] = arguments
        .try_into()
        .map_err(|_| anyhow::anyhow!("usage: bench-lean ADDRESS SECRET REDIS_URL MYSQL_URL"))?;
    let client = redis::Client::open(redis_url)?;
    let (mysql_options, secret) = (mysql_url, secret);
    HttpServer::new(move || {
        let (client, mysql_url, secret) = (client.clone(), mysql_options.clone(), secret.clone());
        App::new()
            .data_factory(move || {
                let (client, mysql_url, secret) =
                    (client.clone(), mysql_url.clone(), secret.clone());
                async move {
                    let config = AsyncConnectionConfig::new()
                        .set_connection_timeout(Some(Duration::from_secs(5)))
                        .set_response_timeout(None);
                    let redis = client
                        .get_multiplexed_async_connection_with_config(&config)
                        .await?;
                    Ok::<_, anyhow::Error>(Worker {
                        secret,
                        redis,
                        mysql: mysql(&mysql_url)?,
                    })
                }
            })
            .route("/", web::post().to(answer))
    })
    .bind(address)?
    .run()
    .await?;
    Ok(())
}
