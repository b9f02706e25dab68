//! The inputs and results of one-time codes.

use crate::Quota;

/// A one-time code to store.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// The MAC of the code.
    pub mac: &'a str,
    /// The source and the address that requested it. Their earlier wrong tries are reset. Wrong tries from elsewhere still count.
    pub requested_by: Guesser<'a>,
    /// The end of the code, in Unix seconds.
    pub expires_at: i64,
}

/// The origin of a try at a code.
#[derive(Clone, Copy, Debug)]
pub struct Guesser<'a> {
    /// The source: an address together with a device.
    pub source: &'a str,
    /// The address alone.
    pub address: &'a str,
}

/// The numbers of wrong tries after which a code is dead.
#[derive(Clone, Copy, Debug)]
pub struct CodeTries {
    /// The number from one source; the code is then dead for that source.
    pub per_source: i64,
    /// The number from all sources of one address; the code is then dead for that address.
    pub per_address: i64,
    /// The number in total; the code is then dead for all.
    pub in_all: i64,
}

/// A try at a one-time code.
#[derive(Clone, Debug)]
pub struct CodeTry<'a> {
    /// The MAC of the entered code; never empty.
    pub mac: &'a str,
    /// The source and the address that entered the code.
    pub from: Guesser<'a>,
    /// The limits of the code.
    pub tries: CodeTries,
    /// The quota of wrong tries of the address at all codes. If it is full, only the source that requested the code may try.
    pub guesses: Quota,
    /// The seconds for which wrong tries are kept for a key without a code, so that it looks like a key with a code.
    pub lifetime: i64,
    /// The id of the call that uses the code if it is right; `None` to leave it unused.
    pub used_by: Option<&'a str>,
}

/// The result of [`Cache::check_code`](crate::Cache::check_code).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedCode {
    /// The answer, which does not distinguish a key without a code from a key with a code.
    pub answer: CodeCheck,
    /// The state of the code before the try.
    pub state: CodeState,
}

/// The state of a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// There is no code, or it was removed some time after its end.
    Absent,
    /// The code was used.
    Used,
    /// There were too many wrong tries, from this source, from its address or in total.
    Guessed,
    /// The code has expired.
    Expired,
    /// The code can be used.
    Live,
}

/// The answer to a try at a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// The MAC is right.
    Right,
    /// The MAC is wrong, or there is no code; one more try was counted.
    Wrong,
    /// There were too many wrong tries, and the MAC was not compared; or the right code has expired or was used.
    Dead,
    /// The address had too many wrong tries; the MAC was not compared.
    Held {
        /// The end of the window of the address, in Unix seconds.
        until: i64,
    },
}

impl CodeCheck {
    /// The seconds for which a code is kept after its end.
    pub(crate) const REMEMBERED: i64 = 600;
}
