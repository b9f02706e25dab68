//! The calls during an outage. Some clients make the calls of their roles again and again, with pauses.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use serde_json::json;
use tokio::time::sleep;

use crate::client::Client;
use crate::connection::get;
use crate::ledger::Ledger;
use crate::load::Stop;
use crate::population::{Kind, Population};
use crate::timeline::Timeline;

/// The pause of a client between two calls.
const PAUSE: Duration = Duration::from_millis(20);

/// The number of clients of each role.
const ROLES: [(Role, usize); 6] = [
    (Role::Guest, 4),
    (Role::Member, 6),
    (Role::Visitor, 2),
    (Role::Buyer, 8),
    (Role::Photographer, 1),
    (Role::Newcomer, 1),
];

/// The number of all clients.
pub(super) const PEOPLE: usize = 22;

/// The methods that the clients call.
pub(super) const METHODS: [&str; 9] = [
    Kind::Init.name(),
    Kind::Goods.name(),
    Kind::Detail.name(),
    Kind::Orders.name(),
    Kind::Login.name(),
    Kind::RequestToken.name(),
    Kind::Order.name(),
    Kind::Upload.name(),
    MESSAGE,
];

const MESSAGE: &str = "sms.send";

#[derive(Clone, Copy)]
enum Role {
    /// Starts the app and reads a page of goods, without a session.
    Guest,
    /// Reads the account and its orders.
    Member,
    /// Logs in, and makes a call with the new token.
    Visitor,
    /// Buys, one piece after the other.
    Buyer,
    /// Uploads pictures.
    Photographer,
    /// Requests the code of a registration.
    Newcomer,
}

/// The clients of an outage.
pub(super) struct Workload {
    pub(super) population: Population,
    /// The address of the gateway.
    pub(super) address: SocketAddr,
    pub(super) timeline: Timeline,
    pub(super) ledger: Ledger,
    pub(super) stop: Stop,
}

impl Workload {
    /// Runs all clients until `stop`, and then until their last answers are definite. Returns the paths of the uploaded pictures.
    pub(super) async fn call(self: Arc<Self>) -> Result<Vec<String>> {
        let roles = ROLES
            .iter()
            .flat_map(|(role, number)| std::iter::repeat_n(*role, *number));
        let people = roles.zip(&self.population.people).map(|(role, person)| {
            let client = Client::new(&self.population, person, self.address, &self.timeline);
            self.live(role, client)
        });
        Ok(try_join_all(people).await?.concat())
    }

    async fn live(&self, role: Role, mut client: Client<'_>) -> Result<Vec<String>> {
        let mut pictures = Vec::new();
        while !self.stop.is_due() {
            match role {
                Role::Guest => {
                    client.try_once(Kind::Init).await?;
                    client.try_once(Kind::Goods).await?;
                }
                Role::Member => {
                    client.try_once(Kind::Detail).await?;
                    client.try_once(Kind::Orders).await?;
                }
                Role::Visitor => {
                    client.insist_on(Kind::Login).await?;
                    client.try_once(Kind::Detail).await?;
                    sleep(5 * PAUSE).await;
                }
                Role::Buyer => client.buy(&self.ledger).await?,
                Role::Photographer => {
                    let answer = client.insist_on(Kind::Upload).await?;
                    if let Ok(path) = answer.data("/relative_image_url") {
                        pictures.extend(path.as_str().map(str::to_owned));
                    } else {
                        client.insist_on(Kind::Login).await?;
                    }
                    sleep(5 * PAUSE).await;
                }
                Role::Newcomer => self.request_code(&mut client).await,
            }
            sleep(PAUSE).await;
        }
        Ok(pictures)
    }

    /// Requests a code, each time for another mobile and from another address.
    async fn request_code(&self, client: &mut Client<'_>) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mobile = format!("138{number:08}");
        let ip = format!("10.200.{}.{}", number / 250, number % 250);
        let parameters = json!({"mobile": mobile, "key": "USER_REGISTER_CODE"});
        let call = self.population.app.call(&ip, MESSAGE, parameters);
        client.caller.send(MESSAGE, &call).await;
    }

    /// Returns the number of these pictures that the gateway serves.
    pub(super) async fn fetch(&self, pictures: &[String]) -> Result<usize> {
        ensure!(!pictures.is_empty(), "nothing was uploaded");
        let mut fetched = 0;
        for path in pictures {
            let (status, _) = get(self.address, &format!("/files{path}")).await?;
            fetched += usize::from(status == 200);
        }
        Ok(fetched)
    }
}
