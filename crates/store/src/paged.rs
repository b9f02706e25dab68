use crate::Error;

/// A page of a list, as the rows to skip and to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The number of rows to skip.
    pub offset: i64,
    /// The maximum number of rows to read.
    pub limit: i64,
}

impl PageRequest {
    /// Reads the rows of this page, unless it is beyond the end of the list.
    ///
    /// # Errors
    /// The errors of `rows`.
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

    /// Returns the page of rows that each contain the length of the list, which saves a query; `count` runs only if a later
    /// page is empty.
    ///
    /// # Errors
    /// The errors of `count`.
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

/// The rows of one page and the length of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The number of rows in the whole list.
    pub total: i64,
    /// The rows of the page, in the order of the list.
    pub rows: Vec<T>,
}
