use signet_call::Violations;
use signet_call::params::Slug;
use signet_domain::realms::{Realm, Realms};

/// The realm of a call that names no realm. It is the realm of the product that was the only one when these methods were made.
const DEFAULT: &str = "yaf";

/// Returns the realm that a call names.
///
/// # Errors
/// [`Violations`] if no enabled pack has it.
pub(super) fn find(realms: &Realms, name: Option<&Slug>) -> Result<&'static Realm, Violations> {
    let realm = realms.named(name.map_or(DEFAULT, Slug::as_str));
    realm.ok_or_else(|| {
        let names: Vec<&str> = realms.iter().map(Realm::name).collect();
        Violations::one("realm", format!("必须为{}之一", names.join("、")))
    })
}
