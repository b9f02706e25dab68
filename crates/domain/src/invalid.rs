//! Mistakes in texts that operators write.

/// The longest time that can be configured, in seconds: a year.
const YEAR: u32 = 366 * 86_400;

/// A mistake in a text that an operator wrote: one line with the mistake and the correct form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(String);

impl Invalid {
    /// Returns the error with a line.
    pub fn new(line: impl Into<String>) -> Invalid {
        Invalid(line.into())
    }

    /// Returns the error with the place of the mistake in front.
    #[must_use]
    pub fn at(self, place: &str) -> Invalid {
        Invalid(format!("{place}: {}", self.0))
    }
}

/// Refuses numbers that are 0.
pub(crate) fn at_least_one(numbers: &[(&str, u32)]) -> Result<(), Invalid> {
    match numbers.iter().find(|(_, number)| *number == 0) {
        Some((key, _)) => Err(Invalid::new(format!("{key} is 0; it needs at least 1"))),
        None => Ok(()),
    }
}

/// Refuses times of more than a year.
pub(crate) fn within_a_year(key: &str, seconds: u32) -> Result<(), Invalid> {
    if seconds > YEAR {
        return Err(Invalid::new(format!("{key} is longer than a year")));
    }
    Ok(())
}

/// Returns the value that `text` names.
///
/// # Errors
/// [`Invalid`] with all names, if `text` is not one of them.
pub fn choose<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, Invalid> {
    let found = choices.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names = choices.iter().map(|(name, _)| format!("\"{name}\""));
        let names: Vec<String> = names.collect();
        Invalid::new(format!(
            "{} is not one of its values: write {}",
            quoted(text),
            names.join(" or ")
        ))
    })
}

/// Returns a value in the form for an error, without its text if it may be a secret: secrets are longer, and are not addresses.
pub fn quoted(text: &str) -> String {
    const SHORTEST_SECRET: usize = 16;
    let is_address = text.contains(['.', ':'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || b".:/".contains(&byte));
    if text.chars().count() < SHORTEST_SECRET || is_address {
        format!("\"{}\"", text.escape_debug())
    } else {
        "what is there".to_owned()
    }
}
