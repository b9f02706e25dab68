//! The secrets of apps: random secrets, and secrets that an operator chose.

use std::collections::HashSet;

use signet_fault::Fault;
use signet_wire::sign::Secret;

use crate::invalid::Invalid;

/// The longest secret.
const MAX: usize = 128;

/// The minimum number of different characters: of random secrets with 16 hexadecimal digits, one in ten thousand has fewer.
const MIN_DIFFERENT: usize = 6;

/// Returns a new secret.
///
/// # Errors
/// [`Fault::internal`] if the operating system has no random bytes.
pub fn random() -> Result<Secret, Fault> {
    Secret::new(crate::random::hex_128()?).map_err(Fault::internal)
}

/// Accepts a secret that an operator chose, unless it can be guessed.
///
/// # Errors
/// [`Invalid`] with the mistake; it never contains the secret.
pub fn chosen(secret: String) -> Result<Secret, Invalid> {
    if secret.len() > MAX {
        return Err(Invalid::new(format!("it takes at most {MAX} characters")));
    }
    let secret = Secret::new(secret).map_err(|error| Invalid::new(error.to_string()))?;
    let text = secret.expose();
    if text.trim() != text || text.contains(char::is_control) {
        return Err(Invalid::new(
            "it starts or ends with a blank, or has a control character; was it cut out badly?",
        ));
    }
    let different: HashSet<char> = text.chars().collect();
    if different.len() < MIN_DIFFERENT || repeats(text) {
        return Err(Invalid::new(
            "it can be guessed: it has few different characters or repeats itself; leave it out, and one is made",
        ));
    }
    Ok(secret)
}

/// Returns whether a text is a repetition of a shorter text.
fn repeats(text: &str) -> bool {
    let twice = [text, text].concat();
    let inside = twice.get(1..twice.len().saturating_sub(1));
    // A text that occurs at an inner position of itself written twice is a repetition.
    inside.is_some_and(|inside| inside.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(secret: &str) -> String {
        chosen(secret.to_owned()).unwrap_err().to_string()
    }

    #[test]
    fn what_can_be_guessed_is_refused() {
        for weak in [
            &" ".repeat(16),
            &"a".repeat(16),
            &"ab".repeat(16),
            &"12345678".repeat(2),
            "passwordpassword",
            "0000000000000001",
            " 0123456789abcdef",
            "0123456789abcdef\n",
            "0123456789\tabcdef",
            "short",
            &"x1y2z3".repeat(40),
        ] {
            let text = refused(weak);
            assert!(!text.contains(weak), "{text}");
        }
    }

    #[test]
    fn what_is_random_is_taken() {
        for strong in [
            "0123456789abcdef",
            "01E62683A5D2B7CD901F5F98C08F10EF",
            "correct horse battery",
        ] {
            assert!(chosen(strong.to_owned()).is_ok());
        }
    }
}
