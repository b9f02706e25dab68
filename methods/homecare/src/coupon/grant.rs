//! Granting coupons.

use signet_domain::{random, untaken};
use signet_fault::Fault;
use signet_store::{Error, Tx};

use crate::tables::coupon_rules;
use crate::tables::coupons::{self, Coupon, NewCoupon};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The origin of coupons.
pub(crate) mod kind {
    /// The invite code of another account.
    pub(crate) const INVITATION: i64 = 1;
    /// An order that was paid on-line and completed.
    pub(crate) const PAYMENT: i64 = 2;
    /// The game.
    pub(crate) const GAME: i64 = 3;
    /// The registration of the account.
    pub(crate) const REGISTRATION: i64 = 4;
    /// An operator.
    pub(crate) const GIFT: i64 = 5;
}

/// A coupon to grant.
#[derive(Clone, Debug)]
pub(crate) struct Grant<'a> {
    /// The account.
    pub(crate) user_id: i64,
    /// Its origin.
    pub(crate) kind: i64,
    /// The value, in fen.
    pub(crate) value: i64,
    /// The life, in days.
    pub(crate) days: i64,
    /// The reason of the grant. Only one coupon is granted for each source.
    pub(crate) source: String,
    /// Today, as `Ymd`.
    pub(crate) date: &'a str,
}

/// Grants a coupon. Returns `None` if a coupon was already granted for the same source.
///
/// # Errors
/// The errors of the store.
pub(crate) fn grant(tx: &mut Tx<'_>, grant: &Grant<'_>) -> Result<Option<Coupon>, Fault> {
    let life = grant.days.saturating_mul(DAY);
    let mut new = NewCoupon {
        cou_id: String::new(),
        user_id: grant.user_id,
        kind: grant.kind,
        value: grant.value,
        deadline: tx.now().saturating_add(life),
        source: grant.source.clone(),
        created_at: tx.now(),
        owned_at: tx.now(),
        used_at: None,
        order_id: None,
    };
    // The number is random, so that it does not show how many coupons there are.
    let number = || {
        Ok::<_, Fault>(format!(
            "{}{}{}",
            grant.date,
            grant.kind,
            random::digits(9)?
        ))
    };
    let (_, id) = untaken::insert(number, |number: &String| {
        new.cou_id.clone_from(number);
        match coupons::insert(tx, &new) {
            Err(Error::Duplicate) if coupons::has_source(tx, &new.source)? => Ok(None),
            inserted => inserted.map(Some),
        }
    })?;
    match id {
        Some(id) => Ok(coupons::by_id(tx, id)?),
        None => Ok(None),
    }
}

/// Grants a coupon with the value and the life from the rule of its type. Returns `None` if the rule is off, or if a coupon was
/// already granted for the same source.
///
/// # Errors
/// The errors of the store.
pub(crate) fn by_rule(
    tx: &mut Tx<'_>,
    kind: i64,
    user_id: i64,
    source: String,
    date: &str,
) -> Result<Option<Coupon>, Fault> {
    let Some(rule) = coupon_rules::on(tx, kind)? else {
        return Ok(None);
    };
    let of_rule = Grant {
        user_id,
        kind,
        value: rule.value,
        days: rule.days,
        source,
        date,
    };
    grant(tx, &of_rule)
}
