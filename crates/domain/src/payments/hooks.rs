use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::Charge;
use signet_store::refunds::Refund;

use crate::realms::Realm;

/// The hooks of a pack for changes of the charges of one of its realms.
///
/// Each function runs in the transaction of the event, after the charge is locked. A fault rolls the event back, and the
/// provider reports it again.
pub struct Charges {
    /// The realm.
    pub realm: &'static Realm,
    /// Runs when the money of a charge came, unless the charge was closed.
    pub paid: fn(&mut Tx<'_>, &Charge) -> Result<(), Fault>,
    /// Runs when the provider has made a refund, also of a charge that was closed.
    pub refunded: fn(&mut Tx<'_>, &Charge, &Refund) -> Result<(), Fault>,
    /// Returns whether an order is alive. Operators must not refund an order that is alive: the pack's own methods end it.
    pub is_alive: fn(&mut Tx<'_>, order_no: &str) -> Result<bool, Fault>,
}

impl Charges {
    /// Returns hooks that change nothing, for a pack that reads the state of its orders' charges instead.
    pub const fn without_effect(
        realm: &'static Realm,
        is_alive: fn(&mut Tx<'_>, order_no: &str) -> Result<bool, Fault>,
    ) -> Charges {
        Charges {
            realm,
            paid: |_, _| Ok(()),
            refunded: |_, _, _| Ok(()),
            is_alive,
        }
    }
}
