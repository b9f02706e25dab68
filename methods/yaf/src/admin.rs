//! What an operator's tool calls: a record is made, edited, hidden and listed.

use signet_call::Ctx;
use signet_call::params::{Flag, Integer};
use signet_fault::{Code, Fault};
use signet_store::{Error, State, Tx};

pub(crate) mod ad_create;
pub(crate) mod ad_edit;
pub(crate) mod ad_hide;
pub(crate) mod ad_list;
pub(crate) mod blacklist_create;
pub(crate) mod blacklist_delete;
pub(crate) mod blacklist_list;
pub(crate) mod category_create;
pub(crate) mod category_edit;
pub(crate) mod category_hide;
pub(crate) mod category_list;
pub(crate) mod config_create;
pub(crate) mod config_edit;
pub(crate) mod config_hide;
pub(crate) mod config_list;
mod goods;
pub(crate) mod goods_create;
pub(crate) mod goods_edit;
pub(crate) mod goods_hide;
pub(crate) mod goods_list;
pub(crate) mod image_upload;
pub(crate) mod link_create;
pub(crate) mod link_edit;
pub(crate) mod link_hide;
pub(crate) mod link_list;
pub(crate) mod message_create;
pub(crate) mod message_edit;
pub(crate) mod message_hide;
pub(crate) mod message_list;
pub(crate) mod news_create;
pub(crate) mod news_edit;
pub(crate) mod news_hide;
pub(crate) mod news_list;
pub(crate) mod notice_create;
pub(crate) mod notice_edit;
pub(crate) mod notice_hide;
pub(crate) mod notice_list;
pub(crate) mod order_close;
pub(crate) mod order_list;
pub(crate) mod order_ship;
pub(crate) mod position_create;
pub(crate) mod position_edit;
pub(crate) mod position_hide;
pub(crate) mod position_list;
pub(crate) mod template_create;
pub(crate) mod template_edit;
pub(crate) mod template_hide;
pub(crate) mod template_list;
pub(crate) mod upgrade_create;
pub(crate) mod upgrade_edit;
pub(crate) mod upgrade_hide;
pub(crate) mod upgrade_list;
pub(crate) mod user_kick;
pub(crate) mod user_list;
pub(crate) mod user_lock;
pub(crate) mod user_reset;
pub(crate) mod user_unlock;

/// A place among others, the smallest first.
type ListOrder = Integer<0, 99_999>;

/// Hides a record of the content, or shows it again: `set_state` gets the new state and says whether there is such a
/// record.
async fn hide(
    ctx: &Ctx<'_>,
    hidden: Option<Flag>,
    mut set_state: impl FnMut(&mut Tx<'_>, State) -> Result<bool, Error> + Send + 'static,
) -> Result<(), Fault> {
    let state = state_of(hidden);
    let work = move |tx: &mut Tx<'_>| found(set_state(tx, state)?);
    ctx.change(work).await
}

/// Returns the state for `hidden`: hidden unless it is 0.
fn state_of(hidden: Option<Flag>) -> State {
    match hidden {
        Some(hidden) if !hidden.is_set() => State::Live,
        _ => State::Hidden,
    }
}

/// The record that a call is about must be there.
fn found(found: bool) -> Result<(), Fault> {
    found
        .then_some(())
        .ok_or_else(|| Code::RecordNotFound.into())
}

/// A record must not be there already.
fn not_taken<T>(result: Result<T, Error>) -> Result<T, Fault> {
    match result {
        Err(Error::Duplicate) => Err(Code::AlreadyExists.into()),
        other => Ok(other?),
    }
}
