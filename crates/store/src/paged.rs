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
    ///
    /// # Errors
    /// Those of `rows`.
    pub fn read<T>(
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

    /// Rows of this window that each carry how many the list has, which saves a query; `count` is asked only where a
    /// later page is empty.
    ///
    /// # Errors
    /// Those of `count`.
    pub fn counted<T>(
        self,
        rows: Vec<(T, Option<i64>)>,
        count: impl FnOnce() -> Result<i64, Error>,
    ) -> Result<Paged<T>, Error> {
        let total = match rows.first() {
            Some((_, total)) => total.unwrap_or_default(),
            None if self.offset == 0 => 0,
            None => count()?,
        };
        let rows = rows.into_iter().map(|(row, _)| row).collect();
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
