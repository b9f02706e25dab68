use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The profile of a user as it was in the database at `read_at`: bytes in the format of the pack that owns the realm, which the
/// cache does not parse. Copies share the parsed value, so that the bytes are parsed once.
#[derive(Clone)]
pub struct Profile {
    shared: Arc<Shared>,
    /// The time at which the profile was read.
    pub read_at: i64,
}

struct Shared {
    data: Box<[u8]>,
    value: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Profile {
    /// Creates a profile that was read at a time.
    pub fn new(data: impl Into<Box<[u8]>>, read_at: i64) -> Profile {
        let (data, value) = (data.into(), OnceLock::new());
        Profile {
            shared: Arc::new(Shared { data, value }),
            read_at,
        }
    }

    /// Returns the bytes in the format of the pack.
    pub fn data(&self) -> &[u8] {
        &self.shared.data
    }

    /// Returns the value of the bytes: a copy of the value that was parsed before, or the result of `parse`. `None` if `parse` fails.
    pub fn value<T, F>(&self, parse: F) -> Option<T>
    where
        T: Clone + Send + Sync + 'static,
        F: FnOnce(&[u8]) -> Option<T>,
    {
        let shared = &*self.shared;
        if let Some(value) = shared.value.get()
            && let Some(value) = value.downcast_ref::<T>()
        {
            return Some(value.clone());
        }
        let value = parse(&shared.data)?;
        // If the bytes were already parsed as another type, that value stays.
        let _ = shared.value.set(Box::new(value.clone()));
        Some(value)
    }
}

impl PartialEq for Profile {
    fn eq(&self, other: &Profile) -> bool {
        self.data() == other.data() && self.read_at == other.read_at
    }
}

/// Shows only the time, because the rest is personal.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("read_at", &self.read_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_bytes_are_parsed_once_for_all_copies() {
        let profile = Profile::new(*b"7", 0);
        let parse = |data: &[u8]| std::str::from_utf8(data).ok()?.parse::<u8>().ok();
        assert_eq!(profile.value(parse), Some(7));
        let unused = |_: &[u8]| -> Option<u8> { panic!("parsed again") };
        assert_eq!(profile.clone().value(unused), Some(7));
        let length = |data: &[u8]| Some(data.len());
        assert_eq!(profile.value(length), Some(1), "another type");
        assert_eq!(Profile::new(*b"x", 0).value(parse), None);
    }
}
