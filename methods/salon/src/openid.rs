//! The openids of WeChat. An openid alone proves nothing. It is accepted with the one-time code of WeChat, or from an app that is
//! trusted to have verified it.

use signet_call::Ctx;
use signet_domain::accounts::Binding;
use signet_domain::identities::{self, Claim, Proven};
use signet_fault::{Code, Fault};

use crate::client::Client;
use crate::faults;

/// Returns the identity that a caller claims: by an openid, a one-time code, or both. Returns `None` if both texts are empty.
pub(crate) fn claim<'a>(
    ctx: &Ctx<'_>,
    client: &'static Client,
    openid: &'a str,
    code: &'a str,
) -> Option<Claim<'a>> {
    let is_claimed = !(openid.is_empty() && code.is_empty());
    is_claimed.then_some(Claim {
        provider: client.provider,
        code,
        subject: openid,
        is_trusted: ctx.app.identity_trusted,
        origin: ctx.caller.origin,
    })
}

/// Refuses a claim without a proof.
///
/// # Errors
/// `faults::OPENID_UNPROVEN`.
pub(crate) fn check(ctx: &Ctx<'_>, claim: &Claim<'_>) -> Result<(), Fault> {
    identities::check(ctx.services, claim).map_err(own)
}

/// Proves an identity. A one-time code is used up.
///
/// # Errors
/// `faults::OPENID_UNPROVEN`, `faults::OPENID_UNAVAILABLE`, [`Code::RateLimited`].
pub(crate) async fn prove(ctx: &Ctx<'_>, claim: Claim<'_>) -> Result<Proven, Fault> {
    identities::prove(ctx.services, claim).await.map_err(own)
}

/// Returns the fault that the clients of the product know.
fn own(fault: Fault) -> Fault {
    fault.recoded(&[
        (Code::IdentityUnproven, faults::OPENID_UNPROVEN),
        (Code::IdentityRefused, faults::OPENID_UNPROVEN),
        (Code::IdentityUnavailable, faults::OPENID_UNAVAILABLE),
    ])
}

/// Checks that an identity is now bound to the account. An identity is never moved from one account to another.
///
/// # Errors
/// `faults::MOBILE_EXIST`, `faults::OPENID_BOUND`.
pub(crate) fn bound(binding: Binding) -> Result<(), Fault> {
    match binding {
        Binding::Bound => Ok(()),
        Binding::HasAnother => Err(faults::MOBILE_EXIST.into()),
        Binding::OfAnother => Err(faults::OPENID_BOUND.into()),
    }
}
