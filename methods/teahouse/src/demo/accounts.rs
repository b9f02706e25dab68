//! The members of the demo.

use std::net::{IpAddr, Ipv4Addr};

use signet_domain::Services;
use signet_domain::accounts::{Login, NewAccount, Registration};
use signet_domain::login_source::LoginSource;
use signet_domain::origin::Origin;
use signet_domain::platform::Platform;
use signet_fault::Fault;
use signet_store::Tx;

use crate::TEAHOUSE;
use crate::parameters::Sex;
use crate::tables::addresses::{self, NewAddress};
use crate::tables::members::{self, Edited};

/// The password of all accounts.
const PASSWORD: &str = "secret_1";

/// The member of the document, ready to be added, and a buyer.
#[derive(Clone)]
pub(super) struct Accounts {
    of_document: NewAccount,
    buyer: NewAccount,
}

impl Accounts {
    /// Makes the accounts. Hashing their password takes a while.
    pub(super) async fn new(services: &Services) -> Result<Accounts, Fault> {
        let now = services.clock.now();
        let password_hash = services.passwords.hash(PASSWORD).await?;
        let account = |username, mobile| {
            let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let registration = Registration {
                realm: &TEAHOUSE,
                mobile,
                username,
                password_hash: password_hash.clone(),
                nickname: String::new(),
                channel: "",
                points: 0,
                login: Login {
                    platform: Platform::ANDROID,
                    class: Platform::ANDROID.class(),
                    ip,
                    source: LoginSource {
                        origin: Origin::from(ip),
                        device: "",
                    },
                },
            };
            NewAccount::of(now, &registration)
        };
        Ok(Accounts {
            of_document: account("测试-廖培坤", "19900000201")?,
            buyer: account("tea_buyer", "19900000202")?,
        })
    }

    /// Adds the accounts.
    pub(super) fn load(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let id = self.of_document.insert(tx)?.id;
        members::insert(tx, id, "")?;
        let profile = Edited {
            truename: Some("廖培坤".to_owned()),
            sex: Some(Sex::Male.number()),
            birthday: Some("1991-06-11".to_owned()),
        };
        members::update(tx, id, &profile)?;
        let address = NewAddress {
            true_name: "廖培坤".to_owned(),
            city_id: 120_100,
            area_id: 120_106,
            address: "水游城8层".to_owned(),
            tel_phone: "022-12345678".to_owned(),
            mob_phone: "19900000201".to_owned(),
        };
        addresses::insert(tx, id, &address, true)?;
        let id = self.buyer.insert(tx)?.id;
        members::insert(tx, id, "绿茶,普洱")?;
        Ok(())
    }
}
