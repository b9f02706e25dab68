//! Accounts with coupons and messages, and the game.

use signet_domain::Services;
use signet_domain::accounts::{NewAccount, Registration};
use signet_fault::Fault;
use signet_store::users::User;
use signet_store::{Error, Tx};

use crate::HOMECARE;
use crate::consumer::register::add;
use crate::coupon::grant::kind;
use crate::tables::coupons::NewCoupon;
use crate::tables::games::NewGame;
use crate::tables::messages::{self, EVERYBODY};
use crate::tables::{consumers, coupon_rules, coupons, games};

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

/// The password of the accounts.
const PASSWORD: &str = "123456";

/// The mobiles of the accounts, and the invite code of the second one.
const FIRST: &str = "18215606355";
const SECOND: &str = "18215606354";
const INVITE_CODE: &str = "123455";

/// The times at which the first coupon was made and its life ended: 2015-03-25 13:56:26+08:00 and 16:00.
const MADE: i64 = 1_427_262_986;
const ENDED: i64 = 1_427_270_400;

/// The accounts of the demo, ready to be added.
#[derive(Clone)]
pub(super) struct Accounts {
    first: NewAccount,
    second: NewAccount,
    /// Today, as `Ymd`.
    date: String,
}

impl Accounts {
    /// Makes the accounts. Hashing their password takes a while.
    pub(super) async fn new(services: &Services) -> Result<Accounts, Fault> {
        let now = services.clock.now();
        let password = services.passwords.choose(PASSWORD, "").await?;
        let account = |mobile| {
            let registration = Registration::local(&HOMECARE, mobile, password.clone());
            NewAccount::of(now, &registration)
        };
        Ok(Accounts {
            first: account(FIRST)?,
            second: account(SECOND)?,
            date: services.zone.date(now),
        })
    }

    /// Adds the accounts and their data. Returns the first account.
    pub(super) fn load(&self, tx: &mut Tx<'_>) -> Result<User, Fault> {
        let first = self.first.insert(tx)?;
        add(self.date.clone())(tx, &first)?;
        let second = self.second.insert(tx)?;
        consumers::insert(tx, second.id, INVITE_CODE)?;
        coupons(tx, first.id)?;
        messages(tx, first.id)?;
        game(tx)?;
        // The rules come last, so that the accounts get no other coupons.
        for (kind, value) in [(kind::INVITATION, 500), (kind::REGISTRATION, 500)] {
            coupon_rules::update(tx, kind, value, 365)?;
        }
        Ok(first)
    }
}

fn coupons(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Error> {
    let old = NewCoupon {
        cou_id: "20102101".to_owned(),
        user_id,
        kind: kind::INVITATION,
        value: 500,
        deadline: ENDED,
        source: "demo:1".to_owned(),
        created_at: MADE,
        owned_at: MADE,
        used_at: Some(MADE),
        order_id: None,
    };
    let usable = NewCoupon {
        cou_id: "20150330300008".to_owned(),
        kind: kind::GAME,
        value: 400,
        deadline: tx.now() + YEAR,
        source: "demo:2".to_owned(),
        created_at: tx.now(),
        owned_at: tx.now(),
        used_at: None,
        ..old.clone()
    };
    coupons::insert(tx, &old)?;
    coupons::insert(tx, &usable)?;
    Ok(())
}

fn messages(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Error> {
    for (receiver, content) in [
        (user_id, "您预约的水管维修已经确认"),
        (user_id, "化霜定时器（100L内）已经到货"),
        (EVERYBODY, "新用户注册即送优惠券"),
    ] {
        let message = messages::Edited {
            content: content.to_owned(),
            deadline: tx.now() + YEAR,
        };
        messages::insert(tx, receiver, &message)?;
    }
    Ok(())
}

fn game(tx: &mut Tx<'_>) -> Result<(), Error> {
    let game = NewGame {
        title: "摇一摇".to_owned(),
        starts_at: tx.now() - DAY,
        ends_at: tx.now() + YEAR,
        total: 1000,
        plays: 3,
        min_value: 100,
        max_value: 900,
        days: 365,
    };
    games::insert(tx, &game)?;
    Ok(())
}
