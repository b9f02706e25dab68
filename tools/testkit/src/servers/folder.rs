//! The throw-away folder for the data of a server or a gateway.

use std::{
    env,
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result, bail};

/// A folder `signet-PID-NUMBER` that only this user can read. It is removed when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Creates a folder in [`std::env::temp_dir`].
    ///
    /// # Errors
    /// If [`std::env::temp_dir`] is not writable, or no name is free.
    pub fn create() -> Result<Self> {
        for number in 0..10_000 {
            let path = env::temp_dir().join(format!("signet-{}-{number}", process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot create {}", path.display()));
                }
            }
        }
        bail!("no free folder name in {}", env::temp_dir().display())
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the folders of processes that no longer run, according to `/proc`. They were killed before they removed their folders.
pub(super) fn remove_abandoned_folders() {
    let Ok(entries) = fs::read_dir(env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| {
            name.strip_prefix("signet-")?
                .split_once('-')?
                .0
                .parse::<u32>()
                .ok()
        });
        let Some(pid) = pid else { continue };
        if Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{pid}")).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
