//! Uploaded files under `/files/`, where they are kept in a folder of this machine.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use signet_domain::uploads::media_type_of;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

/// What a file is read in.
const PIECE: u64 = 16 * 1024;

/// Files that are sent at once, each with a descriptor and some pieces in memory.
static AT_ONCE: Semaphore = Semaphore::const_new(256);

/// The path of a file behind `/files`, if this is the path of one that an upload could have made.
pub(super) fn path_of(path: &str) -> Option<(&str, &'static str)> {
    let path = path.strip_prefix("/files")?;
    Some((path, media_type_of(path)?))
}

/// Streams a file of the folder; `None` if there is none.
pub(super) async fn serve(
    folder: &Path,
    path: &str,
    media_type: &'static str,
) -> Option<HttpResponse> {
    let Ok(place) = AT_ONCE.try_acquire() else {
        let mut busy = HttpResponse::ServiceUnavailable();
        return Some(busy.insert_header((RETRY_AFTER, 1)).finish());
    };
    let path = folder.join(path.trim_start_matches('/'));
    let opened = spawn_blocking(move || open(&path)).await.ok()?;
    let (file, length) = opened.ok()?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type)));
    response.insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response.insert_header((CONTENT_DISPOSITION, "inline"));
    // The name is random and never used again.
    response.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Some(response.body(SizedStream::new(length, pieces(file, length, place))))
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok((file, metadata.len()))
    } else {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// A file piece by piece, each read off the async threads when the client has taken the last.
fn pieces(
    file: File,
    length: u64,
    place: SemaphorePermit<'static>,
) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold(
        (file, length, place),
        |(mut file, left, place)| async move {
            if left == 0 {
                return Ok(None);
            }
            let read = spawn_blocking(move || {
                let mut piece = Vec::new();
                (&mut file).take(left.min(PIECE)).read_to_end(&mut piece)?;
                Ok::<_, io::Error>((file, piece))
            });
            let (file, piece) = read.await.map_err(io::Error::other)??;
            let read = u64::try_from(piece.len()).map_err(io::Error::other)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(Some((
                Bytes::from(piece),
                (file, left.saturating_sub(read), place),
            )))
        },
    )
}
