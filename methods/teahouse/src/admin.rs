//! The methods of operators, one file for each subject.

pub(crate) mod block;
pub(crate) mod class;
pub(crate) mod fcode;
pub(crate) mod goods;
pub(crate) mod mansong;
pub(crate) mod order;
mod picture;
pub(crate) mod predeposit;
pub(crate) mod promotion;
pub(crate) mod sample;
pub(crate) mod store;
pub(crate) mod taster;
pub(crate) mod transport;
pub(crate) mod voucher;

use signet_call::params::{DateTime, Integer, Text};
use signet_call::{ActionTx, Violations};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx, users};

use crate::TEAHOUSE;
use crate::tables::goods::{Goods, lock};
use crate::tables::stores;

/// The position in a list; the smallest number is first.
type ListOrder = Integer<0, 99_999>;

/// The URL of a picture.
type Url = Text<1, 512>;

/// The highest price, in fen.
const MOST_FEN: i64 = 99_999_999;

/// An amount of money in fen.
type Amount = Integer<0, MOST_FEN>;

/// A price in fen.
type Price = Integer<1, MOST_FEN>;

/// The maximum of any number of pieces.
const MOST_PIECES: i64 = 99_999_999;

/// A number of pieces; 0 for no limit.
type Limit = Integer<0, MOST_PIECES>;

/// Returns the fault for a parameter that breaks a rule which depends on other values.
#[track_caller]
fn refused(parameter: &str, rule: &'static str) -> Fault {
    Violations::one(parameter, rule).into()
}

/// Checks that the row that a parameter names exists.
fn check_exists(exists: bool, parameter: &str) -> Result<(), Fault> {
    match exists {
        true => Ok(()),
        false => Err(refused(parameter, "不存在")),
    }
}

/// Returns the start and the end of a window of time, in unix seconds. The end must be after the start.
fn window(tx: &ActionTx<'_>, start: DateTime, end: DateTime) -> Result<(i64, i64), Fault> {
    let (starts_at, ends_at) = (tx.seconds(start), tx.seconds(end));
    match starts_at < ends_at {
        true => Ok((starts_at, ends_at)),
        false => Err(refused("end_time", "必须晚于start_time")),
    }
}

/// Checks that a store exists, and locks it.
fn lock_store(tx: &mut Tx<'_>, store_id: i64) -> Result<(), Fault> {
    check_exists(stores::lock(tx, store_id)?, "store_id")
}

/// Returns goods in any state, and locks them until the transaction ends. If they do not exist, the fault names the parameter.
fn lock_goods(tx: &mut Tx<'_>, goods_id: i64, parameter: &str) -> Result<Goods, Fault> {
    let goods = lock(tx, &[goods_id])?.into_iter().next();
    goods.ok_or_else(|| refused(parameter, "不存在"))
}

/// Checks that an account exists for each of these ids.
fn check_users(connection: &mut Connection, ids: &[i64]) -> Result<(), Fault> {
    let there = users::existing(connection, TEAHOUSE.name(), ids)?;
    let missing = ids.iter().filter(|id| !there.contains(id));
    let missing: Vec<String> = missing.map(i64::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let note = format!("用户不存在：{}", missing.join("、"));
    Err(Fault::with_note(Code::UserNotFound, note))
}
