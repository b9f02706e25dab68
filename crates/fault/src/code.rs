use std::fmt;
use std::hash::{Hash, Hasher};

use crate::{Blame, Row};

/// A reason why a call failed: a reference to its row in the table of the core or of a pack.
///
/// Several reasons share a number, as the API document requires; the sub-code distinguishes them. Two codes are equal if
/// their sub-codes are equal.
#[derive(Clone, Copy)]
pub struct Code(&'static Row);

impl Code {
    /// Returns the code of a row; for tables, through [`codes!`](crate::codes).
    pub const fn of(row: &'static Row) -> Code {
        Code(row)
    }

    /// Returns the `code` of the reply.
    pub const fn number(self) -> u16 {
        self.0.number
    }

    /// Returns the `sub_code` of the reply: snake_case, unique and stable.
    pub const fn sub_code(self) -> &'static str {
        self.0.sub_code
    }

    /// Returns the side that can fix the fault.
    pub const fn blame(self) -> Blame {
        self.0.blame
    }

    /// Returns the HTTP status of the reply: 200, unless no envelope can be trusted or load is shed.
    pub const fn http_status(self) -> u16 {
        self.0.http_status
    }

    /// Returns whether each fault with this code is written to the log and counted by [`Cause`](crate::Cause).
    pub const fn is_logged(self) -> bool {
        self.0.is_logged
    }

    /// Returns the default `msg`, in the language of the clients.
    pub const fn text(self) -> &'static str {
        self.0.text
    }

    /// Returns the advice for the caller's developer, for the documentation.
    pub const fn cure(self) -> &'static str {
        self.0.cure
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.sub_code() == other.sub_code()
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sub_code().hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sub_code())
    }
}

/// Defines the table of a pack's own faults: a constant for each row, and `ALL` with all constants in order.
///
/// ```text
/// mod faults {
///     signet_fault::codes! {
///         /// The coupon paid for another order.
///         COUPON_USED = Row::new("coupon_used", "优惠券已经使用", "换一张优惠券");
///     }
/// }
/// ```
#[macro_export]
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $row:expr;)+) => {
        use $crate::Row;

        /// Every fault of this table, in its order.
        pub(crate) static ALL: &[$crate::Code] = &[$($name,)+];

        $($(#[$doc])* pub(crate) const $name: $crate::Code = $crate::Code::of(const { &$row });)+
    };
}
