//! A buffer for the file that is written.

use std::io::{self, Write};

use signet_fault::Fault;

/// A buffer with a maximum number of bytes.
pub(crate) struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    full: bool,
}

impl Bounded {
    pub(crate) fn new(most: usize) -> Bounded {
        Bounded {
            bytes: Vec::new(),
            most,
            full: false,
        }
    }

    /// Returns the file; `None` if it would have been too large.
    pub(crate) fn finish<E>(self, written: Result<(), E>) -> Result<Option<Vec<u8>>, Fault>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        if self.full {
            return Ok(None);
        }
        written.map_err(Fault::internal)?;
        Ok(Some(self.bytes))
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.full || self.bytes.len() + bytes.len() > self.most {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
