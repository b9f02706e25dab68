//! Pictures: re-encoded to remove anything harmful, stored, and recorded.
//!
//! [`Uploads`] takes a file through these steps: `quota` limits what a user may upload, `picture` decodes and encodes (`found`
//! identifies the kind of a file; `jpeg`, `png`, `webp` decode to `pixels`, `colour` converts them to sRGB, `write` encodes;
//! `gif` does all of it by frames), a [`Storage`] keeps the result, a row in `uploads` records it.

mod colour;
mod found;
mod gif;
mod jpeg;
mod local;
mod picture;
mod pixels;
mod png;
mod quota;
mod s3;
mod settings;
mod storage;
mod webp;
mod write;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use signet_fault::{Cause, Code, Fault};
use signet_store::uploads::{self as table, NewUpload};
use signet_store::{AsStoreError, Error, Tx, users};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub use local::LocalFolder;
pub use s3::{BadBucket, S3Bucket};
pub use settings::{DriverKind, S3Settings, Settings};
pub use storage::{Storage, StorageError, media_type_of};

use crate::audit::{Audit, Audited};
use crate::cpu_pool::CpuPool;
use crate::per_caller_limit::{PerCallerLimit, Permit};
use crate::{Services, random};
use picture::{Picture, Turns, too_large};
use quota::{Day, Minute};

/// The number of calls that may wait for their picture to be read, and the time that each waits.
const MAX_WAITING: usize = 64;
const MAX_WAIT: Duration = Duration::from_secs(12);

/// Files stored at once; a storage that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// Pictures of one user at once, and with those that wait for them: a user that sends more delays no other.
const PER_USER: usize = 2;
const MAX_WAITING_PER_USER: usize = 16;

/// More threads would need some 64 MiB each, which is not worth it.
const MAX_THREADS: usize = 4;

/// The processing and storage of pictures.
pub struct Uploads {
    pool: CpuPool<()>,
    storage: Arc<dyn Storage>,
    places: Arc<Semaphore>,
    per_user: PerCallerLimit,
    minute: Arc<Minute>,
    turns: Arc<Turns>,
    base_url: String,
    settings: Settings,
}

/// A picture that is stored.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// The URL of the file.
    pub url: String,
    /// Its path under the base of all files.
    pub path: String,
    /// Notes for the user about parts of the file that were not kept.
    pub notes: Vec<String>,
}

impl Uploads {
    /// Creates uploads to a storage; `at_once` threads read pictures, at least one.
    ///
    /// # Errors
    /// If the operating system has no threads to give.
    pub fn new(
        storage: Arc<dyn Storage>,
        settings: Settings,
        at_once: usize,
    ) -> io::Result<Uploads> {
        Ok(Uploads {
            pool: CpuPool::start("picture", at_once.min(MAX_THREADS), MAX_WAITING, MAX_WAIT)?,
            storage,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            per_user: PerCallerLimit::new(PER_USER, MAX_WAITING_PER_USER),
            minute: Arc::default(),
            turns: Arc::default(),
            base_url: settings.base_url.trim_end_matches('/').to_owned(),
            settings,
        })
    }

    /// Returns the largest file that is accepted.
    pub fn max_bytes(&self) -> usize {
        self.settings.max_bytes
    }

    /// Returns the folder to serve files from, if they are kept in one.
    pub fn folder(&self) -> Option<&Path> {
        self.storage.folder()
    }

    /// Waits for the turn of a file of a user.
    async fn permit(&self, user_id: i64, file: &Bytes) -> Result<Permit, Fault> {
        let (length, most) = (file.len(), self.settings.max_bytes);
        if length > most {
            return Err(too_large(&format!(
                "文件有 {length} 字节，最多 {most} 字节"
            )));
        }
        let permit = self.per_user.take(&user_id.to_string(), MAX_WAIT).await;
        permit.ok_or_else(|| Fault::overloaded())
    }

    /// Decodes a file of a user and encodes its picture again. A file that makes a decoder panic is refused as invalid.
    async fn picture(&self, now: i64, user_id: i64, file: Bytes) -> Result<Picture, Fault> {
        let most = self.settings.max_bytes;
        let (turns, minute) = (Arc::clone(&self.turns), Arc::clone(&self.minute));
        let job = move |(): &mut ()| {
            let started = processor_time();
            let read = catch_unwind(AssertUnwindSafe(|| picture::read(&file, most, &turns)));
            minute.taken(now, user_id, processor_time().saturating_sub(started));
            read.unwrap_or_else(|_| {
                Err(Fault::from(Code::ImageInvalid).with_source("the decoder panicked"))
            })
        };
        self.pool.turn(job).await
    }

    /// Runs a step of the storage off the async threads.
    async fn at_storage(
        &self,
        step: impl FnOnce(&dyn Storage) -> Result<(), StorageError> + Send + 'static,
    ) -> Result<(), Fault> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Fault::overloaded())?;
        let storage = Arc::clone(&self.storage);
        let done = spawn_blocking(move || {
            let done = step(&*storage);
            drop(place);
            done
        });
        done.await
            .map_err(Fault::panicked)?
            .map_err(|error| Fault::internal(error).with_cause(Cause::Storage))
    }
}

/// Returns the processor time that this thread has used.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The owner of the pictures of operators. It has no quota: they are few, and the audit log records each.
const OPERATORS: i64 = 0;

/// Stores the picture in a file of a user.
///
/// # Errors
/// [`Code::ImageTooLarge`] and [`Code::ImageInvalid`]; [`Code::UploadQuota`] and [`Code::RateLimited`] if the user uploads
/// too much; [`Code::Overloaded`] if too many wait; errors of storage and database, and then nothing is kept.
pub async fn store(
    services: &Services,
    now: i64,
    user_id: i64,
    file: Bytes,
) -> Result<Upload, Fault> {
    let uploads = &services.uploads;
    let _permit = uploads.permit(user_id, &file).await?;
    uploads
        .minute
        .check(uploads.settings.ms_per_minute, now, user_id)?;
    let day = Day {
        daily_files: uploads.settings.daily_files,
        daily_bytes: uploads.settings.daily_bytes,
        zone: services.zone.clone(),
        now,
        user_id,
        length: u64::try_from(file.len()).map_err(Fault::internal)?,
    };
    if day.is_limited() {
        let day = day.clone();
        services
            .store
            .run(move |connection| day.check(connection))
            .await?;
    }
    let stored = put(services, now, user_id, file).await?;
    let row = stored.row.clone();
    let record = move |tx: &mut Tx<'_>| {
        if day.is_limited() {
            // Of two uploads at once, the second counts the first.
            users::lock(tx, user_id)?;
            day.check(tx)?;
        }
        Ok::<_, Fault>(table::insert(tx, &row)?)
    };
    match services.store.transaction(now, record).await {
        Ok(id) => Ok(stored.with_id(id)),
        Err(fault) => Err(discard(uploads, stored, now, fault).await),
    }
}

/// Stores the picture in a file of an operator.
///
/// # Errors
/// As [`store`], without a quota.
pub async fn store_for_operators(
    services: &Services,
    audit: Audit,
    now: i64,
    file: Bytes,
) -> Result<Audited<Upload>, Fault> {
    let uploads = &services.uploads;
    let _permit = uploads.permit(OPERATORS, &file).await?;
    let stored = put(services, now, OPERATORS, file).await?;
    let row = stored.row.clone();
    let record = move |tx: &mut Tx<'_>| Ok(table::insert(tx, &row)?);
    match audit.transaction(&services.store, record).await {
        Ok(id) => Ok(id.map(|id| stored.with_id(id))),
        Err(fault) => Err(discard(uploads, stored, now, fault).await),
    }
}

/// A picture in the storage, and the row that is still to be written.
struct Stored {
    row: NewUpload,
    url: String,
    notes: Vec<String>,
}

impl Stored {
    fn with_id(self, id: i64) -> Upload {
        Upload {
            id,
            url: self.url,
            path: self.row.path,
            notes: self.notes,
        }
    }
}

/// Reads the picture in a file and puts it into the storage.
async fn put(services: &Services, now: i64, user_id: i64, file: Bytes) -> Result<Stored, Fault> {
    let uploads = &services.uploads;
    let picture = Arc::new(uploads.picture(now, user_id, file).await?);
    let (date, name) = (services.zone.date(now), random::hex_128()?);
    let path = format!("/images/images/{date}/{name}.{}", picture.kind.extension());
    let row = NewUpload {
        user_id,
        path: path.clone(),
        media_type: picture.kind.media_type().to_owned(),
        bytes: i64::try_from(picture.bytes.len()).map_err(Fault::internal)?,
        width: picture.width.into(),
        height: picture.height.into(),
        created_at: now,
    };
    let stored = Stored {
        row,
        url: format!("{}{path}", uploads.base_url),
        notes: picture.notes.clone(),
    };
    let put = move |storage: &dyn Storage| {
        storage.put(&path, picture.kind.media_type(), &picture.bytes, now)
    };
    uploads.at_storage(put).await?;
    Ok(stored)
}

/// Removes a picture whose row was not written because of `fault`, which it returns.
async fn discard(uploads: &Uploads, stored: Stored, now: i64, fault: Fault) -> Fault {
    // If the row may be there after all, a file too many is better than one that is missing.
    let unknown = |error: &Error| matches!(error, Error::Gone(_) | Error::NoAnswer);
    if !fault.as_store_error().is_some_and(unknown) {
        remove(uploads, stored.row.path, now).await;
    }
    fault
}

/// Removes a file that nothing refers to. A file that remains costs only space.
async fn remove(uploads: &Uploads, path: String, now: i64) {
    let target = path.clone();
    let removed = uploads
        .at_storage(move |storage| storage.remove(&target, now))
        .await;
    if let Err(fault) = removed {
        tracing::warn!(path, ?fault, "a file without a row is left behind");
    }
}
