//! Lists that are written as one text.

/// Returns the items of a text with commas between them, without blanks around them and without empty ones.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}
