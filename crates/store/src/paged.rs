use crate::Error;

/// Which rows of a list to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many to pass over.
    pub offset: i64,
    /// How many to read at most.
    pub limit: i64,
}

impl Window {
    /// Reads the rows of this window, unless it is beyond the end of the list.
    pub(crate) fn read<T>(
        self,
        total: i64,
        rows: impl FnOnce() -> Result<Vec<T>, Error>,
    ) -> Result<Paged<T>, Error> {
        let rows = if self.offset < total {
            rows()?
        } else {
            Vec::new()
        };
        Ok(Paged { total, rows })
    }
}

/// The rows of one window, and how many rows the whole list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// How many rows the list has.
    pub total: i64,
    /// The rows of the window, in the order of the list.
    pub rows: Vec<T>,
}
