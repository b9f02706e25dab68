//! Uploaded files under `/files/`, if they are stored in a folder of this machine.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use signet_domain::uploads::media_type_of;
use tokio::task::spawn_blocking;

use crate::http::connection::ExchangeGuard;

/// The size of the pieces in which a file is read.
const PIECE: u64 = 16 * 1024;

/// Forbids all active content, in case a picture is interpreted as something else.
const POLICY: &str = "default-src 'none'; sandbox";

/// Returns the path below `/files` and the media type, if an upload could have created a file with this path.
pub(super) fn path_of(path: &str) -> Option<(&str, &'static str)> {
    let path = path.strip_prefix("/files")?;
    Some((path, media_type_of(path)?))
}

/// A file that is being sent.
pub(super) struct Opened {
    file: File,
    length: u64,
}

/// Opens a file; `None` if it does not exist.
pub(super) async fn open(path: PathBuf) -> Option<Opened> {
    let opened = spawn_blocking(move || {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        Ok::<_, io::Error>(metadata.is_file().then_some(Opened {
            length: metadata.len(),
            file,
        }))
    });
    opened.await.ok()?.ok()?
}

impl Opened {
    /// Returns the response with the file. The exchange stays open until the file is sent.
    pub(super) fn response(self, media_type: &'static str, guard: ExchangeGuard) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type)));
        response.insert_header((CONTENT_DISPOSITION, "inline"));
        response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
        // The name is random and never reused.
        response.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
        response.body(SizedStream::new(self.length, pieces(self, guard)))
    }

    /// Reads the next piece off the async threads.
    async fn read(self) -> io::Result<(Bytes, Opened)> {
        let read = spawn_blocking(move || {
            let Opened { mut file, length } = self;
            let mut piece = Vec::new();
            let most = length.min(PIECE);
            (&mut file).take(most).read_to_end(&mut piece)?;
            let read = u64::try_from(piece.len()).map_err(io::Error::other)?;
            let length = length.saturating_sub(read);
            Ok::<_, io::Error>((Bytes::from(piece), Opened { file, length }))
        });
        read.await.map_err(io::Error::other)?
    }
}

/// Streams a file in pieces, until the file is sent or its allocation is lost. Each piece is read after the client has received
/// the piece before it.
fn pieces(opened: Opened, guard: ExchangeGuard) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold((opened, guard), |(opened, guard)| async move {
        if opened.length == 0 {
            return Ok(None);
        }
        if guard.is_lost() {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let (piece, rest) = opened.read().await?;
        if piece.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some((piece, (rest, guard))))
    })
}
