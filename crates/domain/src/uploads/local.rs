use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::storage::{Storage, StorageError};

/// A folder of this machine, from which the gateway serves the files itself.
pub struct LocalFolder(PathBuf);

impl LocalFolder {
    /// Opens the folder, creates it if it is missing, and checks that it can be written.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn open(folder: &Path) -> io::Result<LocalFolder> {
        make_folder(folder)?;
        let probe = folder.join(format!(".probe-{}", std::process::id()));
        File::create(&probe)?;
        // Another node that shares the folder may have the same process id, and may have removed the file first.
        let _ = fs::remove_file(&probe);
        Ok(LocalFolder(folder.to_owned()))
    }

    fn target(&self, path: &str) -> PathBuf {
        self.0.join(path.trim_start_matches('/'))
    }
}

impl Storage for LocalFolder {
    fn put(&self, path: &str, _: &str, bytes: &[u8], _: i64) -> Result<(), StorageError> {
        let target = self.target(path);
        let folder = target.parent().unwrap_or(&self.0);
        make_folder(folder)?;
        // A name that is never served, until the file is complete and on the disk.
        let part = target.with_extension("part");
        let written = write(&part, bytes)
            .and_then(|()| fs::rename(&part, &target))
            .and_then(|()| File::open(folder)?.sync_all());
        if written.is_err() {
            // Each of these files exists only if a later step failed.
            let _ = fs::remove_file(&part);
            let _ = fs::remove_file(&target);
        }
        Ok(written?)
    }

    fn remove(&self, path: &str, _: i64) -> Result<(), StorageError> {
        match fs::remove_file(self.target(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.0)
    }
}

/// Creates a folder and its parents, accessible only to the user and the group of this process, so that a web server
/// in the group can read them. An existing folder is not changed.
fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o750).create(folder)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o640)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
