//! The clients that log in, by the `client_id` of the document. It is not secret and proves nothing.

use signet_call::Ctx;
use signet_domain::accounts::Login;
use signet_domain::identities::Provider;
use signet_domain::platform::Platform;
use signet_fault::Fault;

use crate::faults;
use crate::openid::{WECHAT_APP, WECHAT_MP};
use crate::settings::SETTINGS;

/// A client.
#[derive(Debug)]
pub(crate) struct Client {
    id: i64,
    platform: Platform,
    /// The provider of the openids that the client sends.
    pub(crate) provider: &'static Provider,
}

/// The clients that have accounts in the realm. The other clients of the document belong to staff.
static ALL: [Client; 4] = [
    Client::new(41, Platform::ANDROID, &WECHAT_APP),
    Client::new(42, Platform::IOS, &WECHAT_APP),
    Client::new(44, Platform(3), &WECHAT_MP),
    Client::new(53, Platform(4), &WECHAT_MP),
];

impl Client {
    const fn new(id: i64, platform: Platform, provider: &'static Provider) -> Client {
        Client {
            id,
            platform,
            provider,
        }
    }

    /// Returns the client of an id; `None` if it has no accounts in the realm.
    pub(crate) fn of(id: i64) -> Option<&'static Client> {
        ALL.iter().find(|client| client.id == id)
    }

    /// Returns the client of an id that may log in.
    ///
    /// # Errors
    /// `faults::CLIENT_NOT_ALLOWED`.
    pub(crate) fn allowed(ctx: &Ctx<'_>, id: i64) -> Result<&'static Client, Fault> {
        let is_allowed = ctx.settings(&SETTINGS)?.clients.contains(&id);
        let client = Client::of(id).filter(|_| is_allowed);
        client.ok_or_else(|| faults::CLIENT_NOT_ALLOWED.into())
    }

    /// Returns the provider of the openids of a session that was opened on a platform.
    pub(crate) fn provider_on(platform: i64) -> &'static Provider {
        let client = ALL.iter().find(|client| client.platform.0 == platform);
        client.map_or(&WECHAT_APP, |client| client.provider)
    }

    /// Returns the origin of a login of this client.
    pub(crate) fn login<'a>(&self, ctx: &'a Ctx<'_>) -> Login<'a> {
        Login {
            platform: self.platform,
            class: self.platform.class(),
            ..ctx.login()
        }
    }
}
