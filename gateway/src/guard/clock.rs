//! The call was signed just now.

use signet_fault::{Code, Fault};
use signet_wire::envelope::Envelope;
use signet_wire::sign::SignType;

/// Refuses a timestamp that is not ten digits or too far from the server's time, and says what that time is.
pub(crate) fn check(envelope: &Envelope<'_>, sign_type: SignType, now: i64) -> Result<(), Fault> {
    let Some(timestamp) = envelope.timestamp() else {
        return Err(refuse(format!(
            "timestamp 参数必须为 10 位长度的秒值，服务器时间：{now}"
        )));
    };
    if (now - timestamp).abs() > sign_type.window() {
        return Err(refuse(format!(
            "timestamp 与服务器时间相差过大，服务器时间：{now}"
        )));
    }
    Ok(())
}

#[track_caller]
fn refuse(note: String) -> Fault {
    Fault::with_note(Code::BadTimestamp, note)
}
