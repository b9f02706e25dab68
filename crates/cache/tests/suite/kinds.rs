//! Tests with servers of other kinds: some kinds work, and some are refused by name. Each test starts its own servers.

use signet_cache::{Error, Inspection, Mode, Server};
use signet_testkit::servers::Redis;

use crate::support::{NOW, Outcome, redis, server};

async fn inspect(server: &Server) -> Outcome<Inspection> {
    Ok(server.inspect("test:").await?)
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_plain_server_is_described_and_left_as_it_was() -> Outcome {
    let own = Redis::start_with(&["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"])?;
    let url = format!("{}/3", own.url());
    let server = server(&url)?;
    let found = inspect(&server).await?;
    assert_eq!(
        (found.address.as_str(), found.tls, found.database),
        (url.as_str(), false, 3)
    );
    assert_eq!(found.program, "redis");
    assert!(
        found
            .version
            .as_deref()
            .is_some_and(|version| version.contains('.'))
    );
    assert_eq!(
        (found.mode, found.is_replica),
        (Some(Mode::Standalone), Some(false))
    );
    assert_eq!(found.max_memory, Some(100 * 1024 * 1024));
    assert_eq!(found.eviction.as_deref(), Some("allkeys-lru"));
    assert_eq!(
        [found.writes, found.scripts, found.messages],
        [Ok(()), Ok(()), Ok(())]
    );
    server.check_kind("test:").await?;
    let mut connection = ::redis::Client::open(url)?.get_connection()?;
    let keys: i64 = ::redis::cmd("DBSIZE").query(&mut connection)?;
    assert_eq!(keys, 0);
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_socket_of_this_machine_works_with_user_password_and_database() -> Outcome {
    let socket = std::env::temp_dir().join(format!("signet a b {}.sock", std::process::id()));
    let socket = socket.display().to_string();
    let own = Redis::start_with(&["--unixsocket", &socket])?;
    let mut connection = ::redis::Client::open(own.url())?.get_connection()?;
    ::redis::cmd("ACL")
        .arg(&["SETUSER", "us@er", "on", ">p/a:s#s%", "~test:*", "+@all"])
        .exec(&mut connection)?;
    let (user, path) = ("us%40er:p%2Fa%3As%23s%25", socket.replace(' ', "%20"));
    let address = own.url().replace("redis://", "");
    for url in [
        format!("redis://{user}@{address}/2"),
        format!("unix://{user}@{path}?db=2"),
        format!("unix://{path}?db=2&user=us%40er&pass=p%2Fa%3As%23s%25"),
    ] {
        let cache = redis(&url, "test:")?;
        cache.put(NOW, "key", "value", NOW + 10).await?;
        assert_eq!(
            cache.get(NOW, "key").await?.as_deref(),
            Some("value"),
            "{url}"
        );
        let found = inspect(&server(&url)?).await?;
        assert_eq!((found.database, found.scripts), (2, Ok(())), "{url}");
        assert!(!found.address.contains('@'), "{}", found.address);
    }
    Ok(())
}

/// Returns the error line for a refused server.
async fn refusal(url: &str) -> String {
    let checked = match server(url) {
        Ok(server) => server.check_kind("test:").await,
        Err(error) => return error.to_string(),
    };
    match checked {
        Err(Error::Unsupported(line)) => line,
        other => format!("{other:?}"),
    }
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_node_of_a_cluster_is_named() -> Outcome {
    let own = Redis::start_with(&["--cluster-enabled", "yes"])?;
    for url in [own.url(), format!("{}/1", own.url())] {
        let line = refusal(&url).await;
        assert!(
            line.contains("cluster mode") && line.contains("single server"),
            "{line}"
        );
    }
    // A node that serves all slots is refused too, although only a call with two keys would fail on it.
    let mut connection = ::redis::Client::open(own.url())?.get_connection()?;
    ::redis::cmd("CLUSTER")
        .arg(&["ADDSLOTSRANGE", "0", "16383"])
        .exec(&mut connection)?;
    let probed = redis(&own.url(), "test:")?.probe().await;
    let text = probed
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(text.contains("cluster mode"), "{text}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_sentinel_is_named() -> Outcome {
    let own = Redis::start_with(&["--sentinel"])?;
    for url in [own.url(), format!("{}/1", own.url())] {
        let line = refusal(&url).await;
        assert!(
            line.contains("sentinel") && line.contains("primary"),
            "{line}"
        );
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_database_that_does_not_exist_is_named() -> Outcome {
    let own = Redis::start_with(&["--databases", "4"])?;
    let line = refusal(&format!("{}/4", own.url())).await;
    assert!(
        line.contains("database 4") && line.contains("does not have"),
        "{line}"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_server_that_is_away_or_knows_no_such_user_is_no_other_kind() -> Outcome {
    let own = Redis::start()?;
    let mut connection = ::redis::Client::open(own.url())?.get_connection()?;
    ::redis::cmd("CONFIG")
        .arg(&["SET", "requirepass", "secret"])
        .exec(&mut connection)?;
    let address = own.url().replace("redis://", "");
    for (url, what) in [
        (format!("redis://{address}"), "set one in cache.url"),
        (
            format!("redis://:wrong@{address}"),
            "correct user and password",
        ),
        ("redis://127.0.0.1:1".to_owned(), "refused"),
    ] {
        let server = server(&url)?;
        server.check_kind("test:").await?;
        let error = match server.inspect("test:").await {
            Ok(found) => found.writes.err().unwrap_or_default(),
            Err(error) => error.to_string(),
        };
        assert!(error.contains(what), "{url}: {error}");
    }
    Ok(())
}
