//! The limits of one user's uploads: files and bytes a day, and processor time of the threads that read pictures.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use signet_fault::{Code, Fault};
use signet_store::{Connection, uploads};

use crate::clock::Zone;

/// The number of rows to read if the number of files has no limit.
const MANY: u32 = 10_000;

/// The quota of a user on one day, and the upload that it is checked for.
#[derive(Clone)]
pub(super) struct Day {
    /// Files a day; 0 for no limit.
    pub(super) daily_files: u32,
    /// Bytes of stored files a day; 0 for no limit.
    pub(super) daily_bytes: u64,
    /// The zone that the day is of.
    pub(super) zone: Zone,
    pub(super) now: i64,
    pub(super) user_id: i64,
    /// The length of the file, in bytes.
    pub(super) length: u64,
}

impl Day {
    /// Returns whether there is a quota at all.
    pub(super) fn is_limited(&self) -> bool {
        self.daily_files > 0 || self.daily_bytes > 0
    }

    /// Checks what the user has uploaded today.
    ///
    /// # Errors
    /// [`Code::UploadQuota`], and errors of the database.
    pub(super) fn check(&self, connection: &mut Connection) -> Result<(), Fault> {
        let Day {
            daily_files,
            daily_bytes,
            ..
        } = *self;
        let today = self.zone.date(self.now);
        let most = if daily_files == 0 { MANY } else { daily_files };
        let newest = uploads::newest_of_user(connection, self.user_id, most.into())?;
        let of_today = newest
            .into_iter()
            .take_while(|(created_at, _)| self.zone.date(*created_at) == today);
        let (files, bytes) = of_today.fold((0_u32, 0_u64), |(files, bytes), (_, size)| {
            (files + 1, bytes + u64::try_from(size).unwrap_or(0))
        });
        let text = Code::UploadQuota.text();
        if daily_files > 0 && files >= daily_files {
            let note = format!("{text}：每天最多 {daily_files} 个文件，请明天再传");
            return Err(Fault::with_note(Code::UploadQuota, note));
        }
        if daily_bytes > 0 && bytes + self.length > daily_bytes {
            let note =
                format!("{text}：今天已上传 {bytes} 字节，每天最多 {daily_bytes} 字节，请明天再传");
            return Err(Fault::with_note(Code::UploadQuota, note));
        }
        Ok(())
    }
}

/// The processor time that each user has used in the current minute.
#[derive(Debug, Default)]
pub(super) struct Minute(Mutex<(i64, HashMap<i64, Duration>)>);

impl Minute {
    /// Refuses a user who has used all of it.
    ///
    /// # Errors
    /// [`Code::RateLimited`] with the seconds until the minute ends.
    pub(super) fn check(&self, limit: u32, now: i64, user_id: i64) -> Result<(), Fault> {
        if limit == 0
            || self.taken(now, user_id, Duration::ZERO) < Duration::from_millis(limit.into())
        {
            return Ok(());
        }
        let left = u32::try_from(60 - now.rem_euclid(60)).map_err(Fault::internal)?;
        let text = Code::RateLimited.text();
        let note = format!("{text}：您的图片处理耗时过长，请 {left} 秒后再传，或先缩小图片");
        Err(Fault::with_note(Code::RateLimited, note).retry_after(left))
    }

    /// Adds the processor time of a picture to a user and returns the sum of the minute.
    pub(super) fn taken(&self, now: i64, user_id: i64, more: Duration) -> Duration {
        let minute = now.div_euclid(60);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.0 != minute {
            *taken = (minute, HashMap::new());
        }
        let sum = taken.1.get(&user_id).copied().unwrap_or_default() + more;
        if !more.is_zero() {
            taken.1.insert(user_id, sum);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_one_user_is_no_one_elses() {
        let minute = Minute::default();
        assert!(minute.check(2000, 0, 7).is_ok());
        minute.taken(10, 7, Duration::from_millis(1500));
        assert!(minute.check(2000, 20, 7).is_ok());
        minute.taken(20, 7, Duration::from_millis(600));
        let refused = minute.check(2000, 48, 7).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert_eq!(refused.retry_after_seconds(), Some(12));
        assert!(minute.check(2000, 48, 8).is_ok());
        assert!(minute.check(0, 48, 7).is_ok(), "no limit");
        assert!(minute.check(2000, 60, 7).is_ok(), "another minute");
    }
}
