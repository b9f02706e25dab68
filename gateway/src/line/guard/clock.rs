//! Checks that the timestamp of the call is recent.

use signet_fault::{Clues, Code, Fault, Reason};
use signet_wire::sign::SignType;

/// Refuses a timestamp that is not ten digits or too far from the server's time. The fault contains the server's time, and the
/// offset of the caller's clock.
pub(crate) fn check(timestamp: Option<i64>, sign_type: SignType, now: i64) -> Result<(), Fault> {
    let Some(timestamp) = timestamp else {
        let note = format!("timestamp 参数必须为 10 位长度的秒值，服务器时间：{now}");
        let reason = Reason::for_log("timestamp is not ten digits");
        return Err(refuse(note, now, None).because(reason));
    };
    let offset = now - timestamp;
    if offset.abs() > sign_type.window() {
        let note = format!(
            "timestamp 与服务器时间相差{}秒，服务器时间：{now}",
            offset.abs()
        );
        let window = sign_type.window();
        let reason = format!(
            "timestamp is {offset} s behind the clock here; {window} s either way are taken"
        );
        return Err(refuse(note, now, Some(offset)).because(Reason::for_log(reason)));
    }
    Ok(())
}

#[track_caller]
fn refuse(note: String, now: i64, offset: Option<i64>) -> Fault {
    Fault::with_note(Code::BadTimestamp, note).with_clues(Clues {
        server_time: Some(now),
        offset,
        ..Clues::default()
    })
}
