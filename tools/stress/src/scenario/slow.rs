//! Ten thousand connections that send slowly, send nothing, or do not read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use super::sound;
use crate::checks::Checks;
use crate::connection::Connection;
use crate::env::Env;
use crate::load::{Mix, open};
use crate::node::Node;
use crate::population::{Kind, Population};

/// The number of connections.
const MANY: usize = 10_000;

/// The other calls meanwhile, their number per second, and the length of the measurement.
const CALLS: Mix = &[(Kind::Init, 1), (Kind::Detail, 1)];
const RATE: f64 = 200.0;
const LENGTH: Duration = Duration::from_secs(5);

/// The memory that the connections may need, in KiB: 32 each. And the memory that the gateway may keep afterwards, in KiB.
const MEMORY: u64 = 320_000;
const KEPT: u64 = 32 * 1024;

/// The head of a form of a thousand bytes.
const HEAD: &str = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n";

/// Connections that each send the head of a call and then one byte per second.
pub(super) async fn bodies(checks: &mut Checks) -> Result<()> {
    let scene = Scene::open().await?;
    let started = Instant::now();
    let streams = connect(scene.node.public, MANY).await?;
    let slow = stream::iter(streams).map(|mut stream| async move {
        stream.write_all(HEAD.as_bytes()).await?;
        loop {
            let mut answer = [0; 64];
            if stream.write_all(b"d").await.is_err() {
                return anyhow::Ok(Instant::now());
            }
            let read = timeout(Duration::from_secs(1), stream.read(&mut answer)).await;
            if let Ok(Ok(0) | Err(_)) = read {
                return Ok(Instant::now());
            }
        }
    });
    let slow = tokio::spawn(slow.buffer_unordered(MANY).collect::<Vec<_>>());
    scene.bear(checks, "slow bodies").await?;
    let ends = timeout(Duration::from_secs(30), slow)
        .await
        .context("slow bodies are never cut")??;
    let last = ends
        .into_iter()
        .filter_map(Result::ok)
        .max()
        .unwrap_or(started);
    let longest = last - started;
    checks.check(
        longest < Duration::from_secs(20),
        "the last is cut after",
        format!("{longest:.1?}"),
    );
    scene.afterwards(checks).await
}

/// Connections that each made a call and stay open.
pub(super) async fn idle(checks: &mut Checks) -> Result<()> {
    let scene = Scene::open().await?;
    let population = &scene.population;
    let calls = stream::iter(0..MANY).map(|_| async {
        let mut connection = Connection::open(scene.node.public).await?;
        let call = population.call(Kind::Init, population.next_person(Kind::Init)?)?;
        connection.send(&call).await?;
        anyhow::Ok(connection)
    });
    let open: Vec<_> = calls.buffer_unordered(100).collect().await;
    let open = open.into_iter().collect::<Result<Vec<_>>>()?;
    let idle = open.iter().filter(|connection| !connection.is_closed());
    println!(
        "  {} connections are open at once and take {} KiB more",
        idle.count(),
        scene.node.memory()?.saturating_sub(scene.before)
    );
    scene.bear(checks, "idle connections").await?;
    let closed = open
        .iter()
        .filter(|connection| connection.is_closed())
        .count();
    println!("  {closed} of {MANY} have been closed by the gateway");
    drop(open);
    scene.afterwards(checks).await
}

/// Connections that each send a call per second and read none of the answers.
pub(super) async fn readers(checks: &mut Checks) -> Result<()> {
    let scene = Scene::open().await?;
    let population = &scene.population;
    let started = Instant::now();
    let streams = connect(scene.node.public, MANY / 10).await?;
    let call = population.call(Kind::Goods, population.next_person(Kind::Goods)?)?;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        call.content_type,
        call.body.len()
    );
    let request = [head.as_bytes(), &call.body].concat();
    let greedy = stream::iter(streams).map(move |mut stream| {
        let request = request.clone();
        async move {
            // The connections do not all start at the same moment.
            sleep(Duration::from_millis(fastrand::u64(..1000))).await;
            loop {
                match timeout(Duration::from_secs(60), stream.write_all(&request)).await {
                    Ok(Ok(())) => sleep(Duration::from_secs(1)).await,
                    Ok(Err(_)) => return true,
                    Err(_) => return false,
                }
            }
        }
    });
    let greedy = tokio::spawn(greedy.buffer_unordered(MANY).collect::<Vec<_>>());
    scene.bear(checks, "connections that read nothing").await?;
    let cut = timeout(Duration::from_secs(90), greedy)
        .await
        .context("they are never cut")??;
    let all = cut.iter().all(|cut| *cut);
    checks.check(
        all,
        "all are cut within",
        format!("{:.1?}", started.elapsed()),
    );
    scene.afterwards(checks).await
}

/// A gateway, and accounts that call it beside the slow connections.
struct Scene {
    _env: Env,
    node: Node,
    population: Arc<Population>,
    /// The memory of the gateway before the slow connections, in KiB.
    before: u64,
    calm: Duration,
}

impl Scene {
    async fn open() -> Result<Scene> {
        let mut env = Env::open()?;
        env.separate()?;
        let node = env.start("gateway").await?;
        let population = Arc::new(Population::create(&env, &node, 20).await?);
        open(
            &population,
            node.public,
            CALLS,
            RATE,
            16,
            Duration::from_secs(2),
        )
        .await?;
        let calm = open(&population, node.public, CALLS, RATE, 16, LENGTH).await?;
        Ok(Scene {
            before: node.memory()?,
            calm: calm.quantile(0.99),
            _env: env,
            node,
            population,
        })
    }

    /// Checks the answers to the other calls, and the memory, while the slow connections are open.
    async fn bear(&self, checks: &mut Checks, what: &str) -> Result<()> {
        let calls = open(&self.population, self.node.public, CALLS, RATE, 16, LENGTH).await?;
        println!(
            "  beside the {what} (p99 without them {:?})\n{calls}",
            self.calm
        );
        checks.check(
            calls.others().is_empty() && calls.shed() == 0,
            "every other call is answered well",
            format!("{} shed, {:?}", calls.shed(), calls.others()),
        );
        let more = self.node.memory()?.saturating_sub(self.before);
        checks.check(more < MEMORY, "memory grows by KiB", more);
        Ok(())
    }

    async fn afterwards(&self, checks: &mut Checks) -> Result<()> {
        let calls = open(
            &self.population,
            self.node.public,
            CALLS,
            RATE,
            16,
            Duration::from_secs(2),
        )
        .await?;
        checks.check(
            calls.others().is_empty(),
            "afterwards all is well",
            format!("p99 {:?}", calls.quantile(0.99)),
        );
        sound(checks, &self.node, &self.population).await?;
        self.gives_back(checks).await
    }

    /// Checks that the gateway soon returns the memory to the system.
    async fn gives_back(&self, checks: &mut Checks) -> Result<()> {
        let ended = Instant::now();
        let more = || Ok::<_, anyhow::Error>(self.node.memory()?.saturating_sub(self.before));
        while more()? > KEPT && ended.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(100)).await;
        }
        let (more, took) = (more()?, ended.elapsed());
        let figure = format!("{more} after {took:.1?}");
        checks.check(more <= KEPT, "memory that is kept, KiB", figure);
        Ok(())
    }
}

/// Opens `count` connections.
async fn connect(address: SocketAddr, count: usize) -> Result<Vec<TcpStream>> {
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let socket = TcpSocket::new_v4()?;
        // A small receive buffer, as on a phone with a bad network.
        socket.set_recv_buffer_size(4096)?;
        streams.push(socket.connect(address).await?);
    }
    Ok(streams)
}
