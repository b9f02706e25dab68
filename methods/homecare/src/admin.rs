//! The methods for operators. There is one file for each kind of record.

use std::collections::{BTreeSet, HashMap};

use signet_call::Violations;
use signet_call::params::{Integer, Text};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Error, Taken, users};

use crate::HOMECARE;
use crate::content::EVERYWHERE;
use crate::tables::cities;

pub(crate) mod ad;
pub(crate) mod appraisal;
pub(crate) mod city;
pub(crate) mod consumer;
pub(crate) mod coupon;
pub(crate) mod coupon_rule;
pub(crate) mod feedback;
pub(crate) mod game;
pub(crate) mod goods;
pub(crate) mod goods_item;
pub(crate) mod goods_sec_item;
pub(crate) mod message;
pub(crate) mod order;
pub(crate) mod service;
pub(crate) mod service_group;
pub(crate) mod version;

/// The position in lists. The smallest number comes first.
type ListOrder = Integer<0, 99_999>;

/// The code of a city: six digits.
type CityNum = Text<6, 6>;

/// The URL of a picture.
type Url = Text<1, 500>;

/// The life of a coupon, in days.
type CouponDays = Integer<1, 3650>;

/// The largest value of a coupon, in fen.
const MOST_VALUE: i64 = 100_000;

/// The largest number of rows in a level of the tree of goods, in a group of services, and of cities.
const MOST_ROWS: i64 = 500;

/// Reports a duplicate record as [`Code::AlreadyExists`].
fn not_taken<T>(result: Result<T, Error>) -> Result<T, Fault> {
    result.taken(Code::AlreadyExists)
}

/// Checks that one more row may be added to `others` rows. The fault names the parameter.
fn check_room(others: i64, parameter: &str) -> Result<(), Fault> {
    match others < MOST_ROWS {
        true => Ok(()),
        false => {
            let rule = format!("最多有{MOST_ROWS}条记录");
            Err(Violations::one(parameter.to_owned(), rule).into())
        }
    }
}

/// Checks that the record of a parameter exists. The fault names the parameter.
fn check_exists(exists: bool, parameter: &str) -> Result<(), Fault> {
    match exists {
        true => Ok(()),
        false => Err(Violations::one(parameter.to_owned(), "不存在").into()),
    }
}

/// Returns the id of the city that content belongs to. Content without a city code belongs to all cities.
fn city_id(connection: &mut Connection, city_num: Option<&CityNum>) -> Result<i64, Fault> {
    let Some(city_num) = city_num else {
        return Ok(EVERYWHERE);
    };
    let id = cities::id_of(connection, city_num.as_str())?;
    id.ok_or_else(|| Violations::one("city_num", "不存在").into())
}

/// Returns the code of a city as operators see it; empty for all cities.
fn city_num(numbers: &HashMap<i64, String>, city_id: i64) -> String {
    numbers.get(&city_id).cloned().unwrap_or_default()
}

/// Checks that an account exists for each id.
fn check_users(connection: &mut Connection, ids: &[i64]) -> Result<(), Fault> {
    let there: BTreeSet<i64> = users::existing(connection, HOMECARE.name(), ids)?
        .into_iter()
        .collect();
    let missing = ids.iter().filter(|id| !there.contains(id));
    let missing: Vec<String> = missing.map(i64::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let note = format!("用户不存在：{}", missing.join("、"));
    Err(Fault::with_note(Code::UserNotFound, note))
}
