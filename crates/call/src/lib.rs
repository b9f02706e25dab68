//! The interface for authors of methods.
//!
//! A method is a struct of parameters with a [`Method`] implementation, one file each. Read [`Method`] first,
//! then [`Ctx`], the context of a call, and [`params`], the types of parameters. A write of operators is an
//! [`Action`], or an [`Operation`] if it is more than one transaction. [`Entry`] and
//! [`Table`] hold the methods in the gateway. [`Pack`] is a product with everything that belongs to it. [`PackWire`] defines how the
//! apps of the product call.

mod action;
mod audit;
mod ctx;
mod entry;
mod method;
mod operation;
mod pack;
mod pack_wire;
pub mod params;
mod reply;
mod schema;
mod table;
mod violations;

pub use action::{Action, ActionTx, found};
pub use ctx::{Caller, Ctx, LiveSession};
pub use entry::{Entry, Prepared};
pub use method::{Access, Method};
pub use operation::Operation;
pub use pack::{Demo, Group, Pack};
pub use pack_wire::{PackWire, WireConfig, method_id, route};
pub use reply::{List, MapOrList, OrEmpty, SizedList, Uploaded};
pub use schema::{is_required, members};
pub use table::{Table, TableError};
pub use violations::Violations;

/// Defines the table of a pack: `methods![in HOMECARE: consumer::login::Login, …,]`.
///
/// `in REALM:` names the realm of the methods that follow, up to the next `in`. A comma ends each method. Without `in` the
/// methods have no realm and take sessions of any realm. This is allowed only in a pack without realms.
#[macro_export]
macro_rules! methods {
    ($($method:ty),+ $(,)?) => { &[$($crate::Entry::of::<$method>()),+] };
    ($(in $realm:path: $($method:ty,)+)+) => {
        &[$($($crate::Entry::of::<$method>().in_realm(&$realm),)+)+]
    };
}
