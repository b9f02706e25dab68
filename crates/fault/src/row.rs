use serde::Serialize;

/// The side that can fix a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The caller: the same call would fail again.
    Caller,
    /// The gateway or something behind it: the same call may work later.
    Gateway,
}

/// A row in the table of faults: the properties that are the same for every fault with one code.
#[derive(Debug)]
pub struct Row {
    pub(crate) sub_code: &'static str,
    pub(crate) number: u16,
    pub(crate) blame: Blame,
    pub(crate) http_status: u16,
    pub(crate) is_logged: bool,
    pub(crate) text: &'static str,
    pub(crate) cure: &'static str,
}

impl Row {
    /// Returns a fault of the caller with number 503 and HTTP status 200, which is not logged.
    ///
    /// The sub-code is snake_case, unique over the core and all packs, and stable. `text` is the `msg` that clients see, and
    /// `cure` is what the caller's developer should do. Both are in Chinese.
    pub const fn new(sub_code: &'static str, text: &'static str, cure: &'static str) -> Row {
        Row {
            sub_code,
            number: 503,
            blame: Blame::Caller,
            http_status: 200,
            is_logged: false,
            text,
            cure,
        }
    }

    /// Returns the row with another `code` of the reply, which must be a code of the API document.
    #[must_use]
    pub const fn number(self, number: u16) -> Row {
        Row { number, ..self }
    }

    /// Returns the row with another HTTP status of the reply. It is only for faults where no envelope can be trusted or load is shed.
    #[must_use]
    pub const fn http_status(self, http_status: u16) -> Row {
        Row {
            http_status,
            ..self
        }
    }

    /// Returns the row as a fault of the gateway or of something behind it.
    #[must_use]
    pub const fn of_gateway(self) -> Row {
        Row {
            blame: Blame::Gateway,
            ..self
        }
    }

    /// Returns the row as a failure that operators can see: it is written to the log and counted by [`Cause`](crate::Cause).
    #[must_use]
    pub const fn logged(self) -> Row {
        Row {
            is_logged: true,
            ..self
        }
    }
}
