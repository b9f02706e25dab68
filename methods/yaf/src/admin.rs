//! The methods of operators: one file for each kind of record that is created, edited, hidden and listed.

use signet_call::params::Integer;
use signet_fault::{Code, Fault};
use signet_store::{Error, Taken};

pub(crate) mod ad;
pub(crate) mod category;
pub(crate) mod config;
pub(crate) mod goods;
pub(crate) mod link;
pub(crate) mod message;
pub(crate) mod news;
pub(crate) mod notice;
pub(crate) mod order;
pub(crate) mod position;
pub(crate) mod upgrade;

/// The sort order: the smallest value comes first.
type ListOrder = Integer<0, 99_999>;

/// Reports a record that exists already, as [`Code::AlreadyExists`].
fn not_taken<T>(result: Result<T, Error>) -> Result<T, Fault> {
    result.taken(Code::AlreadyExists)
}
