use std::io;
use std::path::Path;

use signet_reencode::Kind;

/// A storage of files. Runs on blocking threads.
pub trait Storage: Send + Sync {
    /// Stores a file under a path such as `/images/images/20180717/….jpg`, which was not used before. The file is stored
    /// completely or not at all, at `now` (unix seconds) and within a bounded time.
    ///
    /// # Errors
    /// Any [`StorageError`]; the file then counts as not stored.
    fn put(&self, path: &str, media_type: &str, bytes: &[u8], now: i64)
    -> Result<(), StorageError>;

    /// Removes a file; a missing file is no error.
    ///
    /// # Errors
    /// Any [`StorageError`].
    fn remove(&self, path: &str, now: i64) -> Result<(), StorageError>;

    /// Returns the folder of the files, if the gateway has to serve them itself.
    fn folder(&self) -> Option<&Path> {
        None
    }
}

/// The reason why a file could not be stored. Its text never contains a key or a signature.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The folder could not be written.
    #[error("the upload folder cannot be written: {0}")]
    Folder(#[from] io::Error),
    /// The object storage answered with an error.
    #[error("the object storage answered with HTTP status {status} {reason}")]
    Refused {
        /// The status.
        status: u16,
        /// The code in its answer, such as `SignatureDoesNotMatch`.
        reason: String,
    },
    /// The object storage did not answer in time or at all.
    #[error("the object storage cannot be reached: {0}")]
    Unreachable(Box<ureq::Error>),
    /// The clock shows a time outside of the calendar.
    #[error("the time cannot be signed: {0}")]
    Time(#[from] jiff::Error),
}

/// Returns the media type of a file by its path, for exactly the paths that uploads get: `None` for any other path.
pub fn media_type_of(path: &str) -> Option<&'static str> {
    let (date, file) = path.strip_prefix("/images/images/")?.split_once('/')?;
    let (name, extension) = file.split_once('.')?;
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = name.len() == 32
        && name
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let kind = Kind::ALL
        .iter()
        .find(|kind| kind.extension() == extension)?;
    (is_date && is_name).then(|| kind.media_type())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_paths_of_uploads_have_a_type() {
        let name = "0123456789abcdef0123456789abcdef";
        let good = format!("/images/images/20180717/{name}.jpg");
        assert_eq!(media_type_of(&good), Some("image/jpeg"));
        for wrong in [
            String::new(),
            "/images/images/".to_owned(),
            "/images/images/20180717/".to_owned(),
            format!("images/images/20180717/{name}.jpg"),
            format!("/images/images/20180717/{name}.svg"),
            format!("/images/images/20180717/{name}"),
            format!("/images/images/20180717/{name}.jpg.part"),
            format!("/images/images/20180717/.{name}.jpg"),
            format!("/images/images/2018071/{name}.jpg"),
            format!("/images/images/../20180717/{name}.jpg"),
            format!("/images/images/20180717//{name}.jpg"),
            format!("/images/images/20180717/{}.jpg", name.to_uppercase()),
            format!("/images/images/20180717/{name}0.jpg"),
        ] {
            assert_eq!(media_type_of(&wrong), None, "{wrong}");
        }
    }
}
