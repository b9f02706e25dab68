//! The limits of one owner's uploads: files and bytes a day, and processor time of the threads that read pictures.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use signet_cache::{Quota, Reservation};
use signet_fault::{Code, Fault};
use signet_store::{Connection, uploads};

use super::Owner;
use crate::Services;
use crate::clock::Zone;

/// The number of rows to read if the number of files has no limit.
const MANY: u32 = 10_000;

/// The quota of a user on one day, and the upload that it is checked for.
#[derive(Clone)]
pub(super) struct Day {
    /// Files a day; 0 for no limit.
    daily_files: u32,
    /// Bytes of stored files a day; 0 for no limit.
    daily_bytes: u64,
    /// The time zone of the day.
    zone: Zone,
    now: i64,
    user_id: i64,
    /// The length of the file, in bytes.
    length: u64,
}

impl Day {
    /// Returns the quota of a user for a file, if there is one.
    pub(super) fn of(
        services: &Services,
        now: i64,
        owner: Owner<'_>,
        file: &Bytes,
    ) -> Result<Option<Day>, Fault> {
        let settings = &services.uploads.settings;
        let Owner::User { id, .. } = owner else {
            return Ok(None);
        };
        let day = Day {
            daily_files: settings.daily_files,
            daily_bytes: settings.daily_bytes,
            zone: services.zone.clone(),
            now,
            user_id: id,
            length: u64::try_from(file.len()).map_err(Fault::internal)?,
        };
        Ok(Some(day).filter(|day| day.daily_files > 0 || day.daily_bytes > 0))
    }

    /// Checks the uploads of the user today.
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
        if daily_files > 0 && files >= daily_files {
            return Err(too_many(daily_files));
        }
        let text = Code::UploadQuota.text();
        if daily_bytes > 0 && bytes + self.length > daily_bytes {
            let note =
                format!("{text}：今天已上传 {bytes} 字节，每天最多 {daily_bytes} 字节，请明天再传");
            return Err(Fault::with_note(Code::UploadQuota, note));
        }
        Ok(())
    }
}

fn too_many(daily_files: u32) -> Fault {
    let text = Code::UploadQuota.text();
    let note = format!("{text}：每天最多 {daily_files} 个文件，请明天再传");
    Fault::with_note(Code::UploadQuota, note)
}

/// The place of a file in the quota of a guest, which the cache counts: a guest has no row to lock.
pub(super) struct Reserved(Option<Quota>);

impl Reserved {
    /// Takes a place, if the owner is a guest.
    ///
    /// # Errors
    /// [`Code::UploadQuota`].
    pub(super) async fn take(
        services: &Services,
        now: i64,
        owner: Owner<'_>,
    ) -> Result<Reserved, Fault> {
        let Owner::Guest { daily_files, .. } = owner else {
            return Ok(Reserved(None));
        };
        let quota = Quota {
            key: format!("uploads:{}", owner.key()),
            max: daily_files.into(),
            expires_at: services.zone.tomorrow(now)?,
        };
        match services
            .cache
            .reserve(now, std::slice::from_ref(&quota))
            .await?
        {
            Reservation::Granted => Ok(Reserved(Some(quota))),
            Reservation::Full { .. } => Err(too_many(daily_files)),
        }
    }

    /// Gives back the place of a file that was not stored.
    pub(super) async fn give_back(self, services: &Services, now: i64) {
        let Reserved(Some(quota)) = self else {
            return;
        };
        if let Err(error) = services.cache.release(now, &[&quota.key]).await {
            tracing::warn!(%error, "a file that was not stored still counts for its guest");
        }
    }
}

/// The processor time that each owner has used in the current minute.
#[derive(Debug, Default)]
pub(super) struct Minute(Mutex<(i64, HashMap<String, Duration>)>);

impl Minute {
    /// Refuses an owner who has used all of the processor time.
    ///
    /// # Errors
    /// [`Code::RateLimited`] with the seconds until the minute ends.
    pub(super) fn check(&self, limit: u32, now: i64, owner: &str) -> Result<(), Fault> {
        if limit == 0
            || self.taken(now, owner, Duration::ZERO) < Duration::from_millis(limit.into())
        {
            return Ok(());
        }
        let left = u32::try_from(60 - now.rem_euclid(60)).map_err(Fault::internal)?;
        let text = Code::RateLimited.text();
        let note = format!("{text}：您的图片处理耗时过长，请 {left} 秒后再传，或先缩小图片");
        Err(Fault::with_note(Code::RateLimited, note).retry_after(left))
    }

    /// Adds the processor time of a picture to an owner and returns the sum of the minute.
    pub(super) fn taken(&self, now: i64, owner: &str, more: Duration) -> Duration {
        let minute = now.div_euclid(60);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.0 != minute {
            *taken = (minute, HashMap::new());
        }
        let sum = taken.1.get(owner).copied().unwrap_or_default() + more;
        if !more.is_zero() {
            taken.1.insert(owner.to_owned(), sum);
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
        assert!(minute.check(2000, 0, "7").is_ok());
        minute.taken(10, "7", Duration::from_millis(1500));
        assert!(minute.check(2000, 20, "7").is_ok());
        minute.taken(20, "7", Duration::from_millis(600));
        let refused = minute.check(2000, 48, "7").unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert_eq!(refused.retry_after_seconds(), Some(12));
        assert!(minute.check(2000, 48, "8").is_ok());
        assert!(minute.check(0, 48, "7").is_ok(), "no limit");
        assert!(minute.check(2000, 60, "7").is_ok(), "another minute");
    }
}
