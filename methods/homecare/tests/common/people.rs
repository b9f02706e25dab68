//! Adds many accounts quickly, for the tests of both wires.

use signet_domain::accounts::{NewAccount, Registration};
use signet_domain::passwords::Chosen;
use signet_domain::platform::Platform;
use signet_domain::sessions::Opening;
use signet_fault::Fault;
use signet_methods_homecare::PACK;
use signet_methods_homecare::tables::consumers;
use signet_store::Tx;
use signet_testkit::TestGateway;

/// Adds accounts that are logged in, and returns their tokens. `password_hash` is empty for accounts without a password. The account
/// with index 7 has the mobile `13900000007` and the invite code `ACCOUNT7`.
pub(crate) fn accounts(gateway: &TestGateway, count: usize, password_hash: &str) -> Vec<String> {
    let now = gateway.clock.now();
    let add = |tx: &mut Tx<'_>| {
        let mut tokens = Vec::with_capacity(count);
        for number in 0..count {
            let password = Chosen {
                hash: password_hash.to_owned(),
                is_weak: false,
            };
            let mobile = format!("139{number:08}");
            let registration = Registration::local(PACK.realms[0], &mobile, password);
            let user = NewAccount::of(now, &registration)?.insert(tx)?;
            consumers::insert(tx, user.id, &format!("ACCOUNT{number}"))?;
            let opening = Opening::new(Platform::ANDROID)?;
            // The sessions are added only to the table. The gateway reads sessions from the table if its cache does not have
            // them.
            let _ = opening.open(tx, &user)?;
            tokens.push(opening.into_token());
        }
        Ok::<_, Fault>(tokens)
    };
    gateway.store().transaction_blocking(now, add).unwrap()
}
