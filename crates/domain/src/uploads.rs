//! Pictures: made harmless, stored, and written down.
//!
//! [`Uploads`] owns the way: `picture` reads a file and writes it anew, a [`Storage`] keeps it, a row
//! in `uploads` remembers it.

mod gif;
mod jpeg;
mod local;
mod picture;
mod s3;
mod storage;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use signet_fault::{Code, Fault};
use signet_store::uploads::{self, NewUpload};
use signet_store::{AsStoreError, Error};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub use local::LocalFolder;
pub use s3::{BadBucket, S3Bucket, S3Settings};
pub use storage::{Storage, StorageError, media_type_of};

use crate::audit::Audit;
use crate::shares::Shares;
use crate::threads::Threads;
use crate::{Shared, random};
use picture::Picture;

/// How many calls may wait for their picture to be read, and for how long.
const MAX_WAITING: usize = 64;
const MAX_WAIT: Duration = Duration::from_secs(12);

/// Files stored at once; a storage that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// Pictures of one user at once, and with those that wait for them: whoever sends more waits, and nobody else does.
const PER_USER: usize = 2;
const MAX_WAITING_PER_USER: usize = 16;

/// More threads would need more memory, some 200 MiB each at worst, than they are worth.
const MAX_THREADS: usize = 4;

/// The way of a picture to its storage.
pub struct Uploads {
    threads: Threads<()>,
    storage: Arc<dyn Storage>,
    places: Arc<Semaphore>,
    shares: Shares,
    base_url: String,
    max_bytes: usize,
}

/// A picture that is stored.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// Where clients find it.
    pub url: String,
    /// Its path under the base of all files.
    pub path: String,
}

impl Uploads {
    /// A way to a storage whose files clients find under `base_url`, for files of at most `max_bytes`; pictures are
    /// read on `at_once` threads, at least one.
    ///
    /// # Errors
    /// If the operating system has no threads to give.
    pub fn new(
        storage: impl Storage + 'static,
        base_url: &str,
        max_bytes: usize,
        at_once: usize,
    ) -> io::Result<Uploads> {
        Ok(Uploads {
            threads: Threads::start("picture", at_once.min(MAX_THREADS), MAX_WAITING, MAX_WAIT)?,
            storage: Arc::new(storage),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            shares: Shares::new(PER_USER, MAX_WAITING_PER_USER),
            base_url: base_url.trim_end_matches('/').to_owned(),
            max_bytes,
        })
    }

    /// The largest file that is taken.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// The folder to serve files from, where they are kept in one.
    pub fn folder(&self) -> Option<&Path> {
        self.storage.folder()
    }

    /// Reads a file and writes its picture anew. What makes a decoder panic is no picture.
    async fn picture(&self, file: Bytes) -> Result<Picture, Fault> {
        let job = move |(): &mut ()| match catch_unwind(AssertUnwindSafe(|| picture::read(&file))) {
            Ok(read) => read,
            Err(_) => Err(Fault::from(Code::ImageInvalid).caused_by("the decoder panicked")),
        };
        self.threads.turn(job).await
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
            .map_err(Fault::internal)?
            .map_err(Fault::internal)
    }
}

/// Stores the picture in a file of a user, or of an operator as user 0 with its row in the audit log.
///
/// # Errors
/// [`Code::ImageTooLarge`] and [`Code::ImageInvalid`]; [`Code::Overloaded`] if too many wait; what storage and
/// database report, and nothing is kept then.
pub async fn store(
    shared: &Shared,
    audit: &Audit,
    now: i64,
    user_id: i64,
    file: Bytes,
) -> Result<Upload, Fault> {
    let uploads = &shared.uploads;
    if file.len() > uploads.max_bytes {
        return Err(Code::ImageTooLarge.into());
    }
    let share = uploads.shares.take(&user_id.to_string(), MAX_WAIT).await;
    let _share = share.ok_or_else(|| Fault::overloaded())?;
    let picture = Arc::new(uploads.picture(file).await?);
    let (date, name) = (shared.zone.date(now), random::hex_128()?);
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
    let (target, stored) = (path.clone(), Arc::clone(&picture));
    let put = move |storage: &dyn Storage| {
        storage.put(&target, stored.kind.media_type(), &stored.bytes, now)
    };
    uploads.at_storage(put).await?;
    let insert =
        move |connection: &mut _| -> Result<i64, Fault> { Ok(uploads::insert(connection, &row)?) };
    match audit.transaction(&shared.store, insert).await {
        Ok(id) => Ok(Upload {
            id,
            url: format!("{}{path}", uploads.base_url),
            path,
        }),
        Err(fault) => {
            // Where the row may be there after all, a file too many is better than one that is missing.
            let unknown = |error: &Error| matches!(error, Error::Gone(_) | Error::NoAnswer);
            if !fault.as_store_error().is_some_and(unknown) {
                remove(uploads, path, now).await;
            }
            Err(fault)
        }
    }
}

/// Removes a file that nothing refers to. What remains costs room and nothing else.
async fn remove(uploads: &Uploads, path: String, now: i64) {
    let target = path.clone();
    let removed = uploads
        .at_storage(move |storage| storage.remove(&target, now))
        .await;
    if let Err(fault) = removed {
        tracing::warn!(path, ?fault, "a file without a row is left behind");
    }
}
