use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use redis::RedisResult;
use tokio::sync::Notify;
use tokio::time::{error::Elapsed, sleep, timeout};
use tracing::debug;

use super::{Redis, Server};

/// The time limit of a connection attempt, and the time of silence after which the server is pinged.
const PATIENCE: Duration = Duration::from_secs(1);
const RECONNECT_DELAY: Duration = Duration::from_millis(500);

/// A subscription that is kept for as long as both the cache and the listener exist.
pub(super) struct Listening {
    pub(super) cache: Weak<Redis>,
    pub(super) listener: Weak<Notify>,
    pub(super) server: Server,
    pub(super) channel: String,
}

/// The reason why a subscription broke.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Redis(#[from] redis::RedisError),
    #[error("no answer in time")]
    Silent(#[from] Elapsed),
    #[error("the server closed the connection")]
    Closed,
}

impl Listening {
    pub(super) async fn run(self) {
        while self.listener().is_some() {
            if let Err(error) = self.follow().await {
                debug!(channel = self.channel, %error, "lost the connection for messages; connecting again");
                sleep(RECONNECT_DELAY).await;
            }
        }
    }

    /// Reads from one connection until it breaks or no listener is left.
    async fn follow(&self) -> Result<(), Broken> {
        let subscribed = async {
            let mut connection = self.server.connect_for_messages().await?;
            connection.subscribe(&self.channel).await?;
            RedisResult::Ok(connection)
        };
        let (mut sink, mut messages) = timeout(PATIENCE, subscribed).await??.split();
        // Messages may have been missed while there was no connection.
        let mut is_changed = true;
        while let Some(listener) = self.listener() {
            if is_changed {
                listener.notify_one();
            }
            drop(listener);
            is_changed = match timeout(PATIENCE, messages.next()).await {
                Ok(Some(_message)) => true,
                Ok(None) => return Err(Broken::Closed),
                Err(_silence) => {
                    timeout(PATIENCE, sink.ping::<redis::Value>()).await??;
                    false
                }
            };
        }
        Ok(())
    }

    fn listener(&self) -> Option<Arc<Notify>> {
        if self.cache.strong_count() == 0 {
            None
        } else {
            self.listener.upgrade()
        }
    }
}
