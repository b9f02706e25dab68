//! The number of statements of reads.

use signet_methods_salon::PACK;
use signet_methods_salon::tables::accounts::Stored;
use signet_methods_salon::tables::profiles::{self, Edited};
use signet_methods_salon::tables::shops;
use signet_store::identities::{self, NewIdentity};
use signet_store::users::{self, NewUser};
use signet_testkit::Scratch;

const NOW: i64 = 1_800_000_000;

#[test]
fn an_account_takes_three_statements_and_its_shops_one() {
    let db = Scratch::with(&[PACK.migrations]);
    let new = NewUser {
        realm: "salon".to_owned(),
        mobile: "13333333333".to_owned(),
        username: String::new(),
        password_hash: String::new(),
        weak_password: false,
        open_id: "0".repeat(32),
        nickname: String::new(),
        platform: 1,
        channel: String::new(),
        points: 0,
        register_ip: String::new(),
        created_at: NOW,
    };
    let id = db.write(NOW, |tx| {
        let id = users::insert(tx, &new)?;
        profiles::insert(tx, id, 0)?;
        Ok(id)
    });
    let statements = || {
        let (stored, count) = db.counted(move |connection| Stored::read(connection, id));
        assert_eq!(stored.unwrap().user.id, id);
        count
    };
    assert_eq!(statements(), 3, "nothing is set");
    db.write(NOW, |tx| {
        let edited = Edited {
            province_id: Some(440_000),
            city_id: Some(440_300),
            ..Edited::default()
        };
        profiles::update(tx, id, &edited)?;
        for provider in ["salon_wechat_app", "salon_wechat_mp"] {
            let identity = NewIdentity {
                realm: "salon",
                provider,
                subject: "openid",
                user_id: id,
                created_at: NOW,
            };
            identities::insert(tx, &identity)?;
        }
        Ok(())
    });
    assert_eq!(statements(), 3, "everything is set");
    let (tested, count) = db.counted(move |connection| shops::tested_by(connection, id, 200));
    assert_eq!((tested.unwrap().len(), count), (0, 1));
}
