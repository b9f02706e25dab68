//! The clients that log in, by the `client_id` of the document. It is not secret and proves nothing.

use signet_call::Ctx;
use signet_domain::accounts::Login;
use signet_domain::identities::Provider;
use signet_domain::platform::Platform;

/// WeChat as the phone apps use it.
pub(crate) static WECHAT_APP: Provider = Provider::wechat("salon_wechat_app");

/// WeChat as its own client uses it. A person has another openid for this provider.
pub(crate) static WECHAT_MP: Provider = Provider::wechat("salon_wechat_mp");

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
