//! Pictures: re-encoded to remove anything harmful, stored, and recorded.
//!
//! [`Uploads`] takes a file through these steps: `quota` limits what an [`Owner`] may upload, `signet_reencode` decodes and encodes
//! the picture, a [`Storage`] keeps the result. [`store()`] does all steps and records the picture as a row of the table.

mod local;
mod owner;
mod quota;
mod s3;
mod settings;
mod storage;
mod store;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use signet_fault::{Cause, Code, Fault};
use signet_reencode::{Picture, Turns, too_large};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub use local::LocalFolder;
pub use owner::Owner;
pub use s3::{BadBucket, S3Bucket};
pub use settings::{DriverKind, S3Settings, Settings};
pub use storage::{Storage, StorageError, media_type_of};
pub use store::{remove, store, store_for_operators, store_with};

use crate::cpu_pool::CpuPool;
use crate::per_caller_limit::{PerCallerLimit, Permit};
use quota::Minute;

/// The number of calls that may wait for their picture to be read, and the time that each waits.
const MAX_WAITING: usize = 64;
const MAX_WAIT: Duration = Duration::from_secs(12);

/// The number of files stored at once; a storage that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// The number of pictures of one owner at once, and the number including the waiting pictures: an owner that sends more does not
/// delay other owners.
const PER_OWNER: usize = 2;
const MAX_WAITING_PER_OWNER: usize = 16;

/// The maximum number of threads. More threads would need some 64 MiB each, which is not worth it.
const MAX_THREADS: usize = 4;

/// The processing and storage of pictures.
pub struct Uploads {
    pool: CpuPool<()>,
    storage: Arc<dyn Storage>,
    places: Arc<Semaphore>,
    per_owner: PerCallerLimit,
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
    /// An error if the operating system cannot start the threads.
    pub fn new(
        storage: Arc<dyn Storage>,
        settings: Settings,
        at_once: usize,
    ) -> io::Result<Uploads> {
        Ok(Uploads {
            pool: CpuPool::start("picture", at_once.min(MAX_THREADS), MAX_WAITING, MAX_WAIT)?,
            storage,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            per_owner: PerCallerLimit::new(PER_OWNER, MAX_WAITING_PER_OWNER),
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

    /// Returns the folder to serve files from, if they are kept in a folder.
    pub fn folder(&self) -> Option<&Path> {
        self.storage.folder()
    }

    /// Returns the URL of a path of a stored file.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Waits for the turn of a file of an owner.
    async fn permit(&self, owner: Owner<'_>, file: &Bytes) -> Result<Permit, Fault> {
        let (length, most) = (file.len(), self.settings.max_bytes);
        if length > most {
            return Err(too_large(&format!(
                "文件有 {length} 字节，最多 {most} 字节"
            )));
        }
        let permit = self.per_owner.take(&owner.key(), MAX_WAIT).await;
        permit.ok_or_else(|| Fault::overloaded())
    }

    /// Decodes a file of an owner and encodes its picture again. A file that makes a decoder panic is refused as invalid.
    async fn picture(&self, now: i64, owner: String, file: Bytes) -> Result<Picture, Fault> {
        let most = self.settings.max_bytes;
        let (turns, minute) = (Arc::clone(&self.turns), Arc::clone(&self.minute));
        let job = move |(): &mut ()| {
            let started = processor_time();
            let read = catch_unwind(AssertUnwindSafe(|| {
                signet_reencode::read(&file, most, &turns)
            }));
            minute.taken(now, &owner, processor_time().saturating_sub(started));
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
