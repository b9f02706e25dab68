//! Many accounts, and many calls at once.

use std::net::{IpAddr, Ipv4Addr};
use std::thread;

use signet_domain::accounts::{Login, NewAccount, Registration};
use signet_domain::login_source::LoginSource;
use signet_domain::origin::Origin;
use signet_domain::platform::Platform;
use signet_domain::sessions::Opening;
use signet_fault::Fault;
use signet_methods_homecare::PACK;
use signet_methods_homecare::tables::consumers;
use signet_store::Tx;
use signet_testkit::{Answer, TestGateway};

/// Adds accounts without passwords that are logged in, and returns their tokens. The invite code of the account of place 7 is
/// `ACCOUNT7`.
pub(crate) fn accounts(gateway: &TestGateway, count: usize) -> Vec<String> {
    let now = gateway.clock.now();
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let login = Login {
        platform: Platform::ANDROID,
        class: Platform::ANDROID.class(),
        ip,
        source: LoginSource {
            origin: Origin::from(ip),
            device: "",
        },
    };
    let add = |tx: &mut Tx<'_>| {
        let mut tokens = Vec::with_capacity(count);
        for number in 0..count {
            let registration = Registration {
                realm: PACK.realms[0],
                mobile: &format!("139{number:08}"),
                username: "",
                password_hash: String::new(),
                nickname: String::new(),
                channel: "",
                points: 0,
                login,
            };
            let user = NewAccount::of(now, &registration)?.insert(tx)?;
            consumers::insert(tx, user.id, &format!("ACCOUNT{number}"))?;
            let opening = Opening::new(Platform::ANDROID)?;
            // The sessions are in the table, where the gateway finds what its cache does not have.
            let _ = opening.open(tx, &user)?;
            tokens.push(opening.into_token());
        }
        Ok::<_, Fault>(tokens)
    };
    gateway.store().transaction_blocking(now, add).unwrap()
}

/// Makes a call for each item at the same time; one that was refused for load is made again.
pub(crate) fn at_once<T: Sync>(items: &[T], call: impl Fn(&T) -> Answer + Sync) -> Vec<Answer> {
    let patient = |item: &T| loop {
        let answer = call(item);
        if answer.sub_code() != "overloaded" {
            return answer;
        }
        thread::yield_now();
    };
    thread::scope(|scope| {
        let calls: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(|| patient(item)))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}
