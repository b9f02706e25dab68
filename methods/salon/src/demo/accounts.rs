//! Four accounts: one with everything, one with little, one with nothing, and one that is locked.

use futures_util::future::try_join;
use signet_domain::Services;
use signet_domain::accounts::{NewAccount, Registration};
use signet_domain::passwords::Chosen;
use signet_fault::Fault;
use signet_store::identities::{self, NewIdentity};
use signet_store::users::{self, User};
use signet_store::{Error, Tx};

use super::shops::Shops;
use crate::client::{WECHAT_APP, WECHAT_MP};
use crate::points::{self, GIVEN, Gift};
use crate::tables::profiles::{self, Edited};
use crate::tables::tests::{self, NewTest};
use crate::{SALON, points::ADJUST};

const DAY: i64 = 86_400;

/// The mobiles of the accounts, and the passwords of the first two.
const FULL: (&str, &str) = ("13333333333", "zmei-2015");
const WEAK: (&str, &str) = ("13333333334", "123456");
const EMPTY: &str = "13333333335";
const LOCKED: &str = "13333333336";

/// The openid of the first account, of both providers.
const OPENID: &str = "demo_openid_xiaomei";

/// The state of an account that an operator locked.
const LOCKED_STATE: i64 = 2;

/// The accounts, ready to be added.
#[derive(Clone)]
pub(super) struct Accounts {
    full: NewAccount,
    weak: NewAccount,
    empty: NewAccount,
    locked: NewAccount,
}

impl Accounts {
    /// Makes the accounts. Hashing their passwords takes a while.
    pub(super) async fn new(services: &Services) -> Result<Accounts, Fault> {
        let now = services.clock.now();
        let choose = |(mobile, password)| services.passwords.choose(password, mobile);
        let (good, weak) = try_join(choose(FULL), choose(WEAK)).await?;
        let none = Chosen::default;
        Ok(Accounts {
            full: account(now, FULL.0, "小美", good)?,
            weak: account(now, WEAK.0, "阿强", weak)?,
            empty: account(now, EMPTY, "", none())?,
            locked: account(now, LOCKED, "", none())?,
        })
    }

    /// Adds the accounts and the rows that belong to them. Returns the id of the first one.
    pub(super) fn load(&self, tx: &mut Tx<'_>, shops: &Shops) -> Result<i64, Fault> {
        let full = add(tx, &self.full, (2, 440_000, 440_300))?;
        for provider in [&WECHAT_APP, &WECHAT_MP] {
            let identity = NewIdentity {
                realm: SALON.name(),
                provider: provider.name(),
                subject: OPENID,
                user_id: full.id,
                created_at: tx.now(),
            };
            identities::insert(tx, &identity)?;
        }
        give(tx, full.id)?;
        for (number, shop_id, days) in [
            (1, shops.nanshan, Some(30)),
            (2, shops.tianhe, Some(20)),
            (3, shops.nanshan, Some(10)),
            (4, shops.hidden, Some(5)),
            (5, shops.futian, None),
        ] {
            test(tx, full.id, shop_id, number, days)?;
        }
        let weak = add(tx, &self.weak, (1, 440_000, 0))?;
        users::set_headimg(tx, weak.id, "https://wx.qlogo.cn/mmopen/demo/0")?;
        test(tx, weak.id, shops.futian, 6, None)?;
        add(tx, &self.empty, (0, 0, 0))?;
        let locked = add(tx, &self.locked, (0, 0, 0))?;
        users::set_state(tx, locked.id, LOCKED_STATE)?;
        Ok(full.id)
    }
}

fn account(now: i64, mobile: &str, nickname: &str, password: Chosen) -> Result<NewAccount, Fault> {
    let registration = Registration {
        nickname: nickname.to_owned(),
        points: 100,
        ..Registration::local(&SALON, mobile, password)
    };
    NewAccount::of(now, &registration)
}

/// Adds an account with a gender, a province and a city.
fn add(
    tx: &mut Tx<'_>,
    account: &NewAccount,
    (gender, province_id, city_id): (i64, i64, i64),
) -> Result<User, Fault> {
    let user = account.insert(tx)?;
    profiles::insert(tx, user.id, gender)?;
    let edited = Edited {
        province_id: Some(province_id),
        city_id: Some(city_id),
        ..Edited::default()
    };
    profiles::update(tx, user.id, &edited)?;
    points::give_first(tx, &user)?;
    Ok(user)
}

/// Gives the points of three events.
fn give(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Fault> {
    let [trial, comment, _] = GIVEN;
    for (event, event_id, points, reason) in [
        (trial, Some(1), 50, "参加新品试用"),
        (comment, Some(1), 10, "评论试用产品"),
        (ADJUST, None, -20, "重复评论"),
    ] {
        let gift = Gift {
            event,
            event_id,
            points,
            reason: reason.to_owned(),
        };
        let user = users::lock(tx, user_id)?;
        let user = user.ok_or_else(|| Fault::internal("a new user is not there"))?;
        points::give(tx, &user, &gift)?;
    }
    Ok(())
}

/// Adds a test that was finished `days` days ago, or that is not finished if `days` is `None`.
fn test(
    tx: &mut Tx<'_>,
    user_id: i64,
    shop_id: i64,
    number: i64,
    days: Option<i64>,
) -> Result<(), Error> {
    let test = NewTest {
        user_id,
        shop_id,
        ref_no: format!("DEMO-{number}"),
        finished_at: days.map(|days| tx.now() - days * DAY),
    };
    tests::insert(tx, &test)?;
    Ok(())
}
