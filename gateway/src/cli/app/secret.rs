//! Secrets that operators choose themselves.

use std::collections::HashSet;

use anyhow::{Context, bail};
use signet_docs::apps::DEMO;
use signet_wire::sign::Secret;

use crate::cli::output::note;
use crate::settings::Env;

/// The longest secret.
const MAX: usize = 128;

/// The least number of different characters: of random secrets with 16 hexadecimal digits, one in ten thousand has fewer.
const MIN_DIFFERENT: usize = 6;

/// Accepts a secret of the operator, unless it can be guessed.
///
/// # Errors
/// One line with the mistake; it never contains the secret.
pub(super) fn given(secret: String, env: Env) -> anyhow::Result<Secret> {
    if secret.len() > MAX {
        bail!("--secret takes at most {MAX} characters");
    }
    let taken = Secret::new(secret).context("--secret")?;
    let text = taken.expose();
    if text == DEMO.secret {
        if env == Env::Production {
            bail!(
                "--secret is the one that the documentation prints: everybody could sign with it; leave it out, and one is made"
            );
        }
        note!(
            "this is the secret that the documentation prints: it signs nothing where server.env is \"production\""
        );
    }
    if text.trim() != text || text.contains(char::is_control) {
        bail!(
            "--secret starts or ends with a blank, or has a control character; was it cut out badly?"
        );
    }
    let different: HashSet<char> = text.chars().collect();
    if different.len() < MIN_DIFFERENT || repeats(text) {
        bail!(
            "--secret can be guessed: it has few different characters or repeats itself; leave it out, and one is made"
        );
    }
    Ok(taken)
}

/// Whether a text repeats a shorter one.
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
        let refused = given(secret.to_owned(), Env::Development);
        format!("{:#}", refused.unwrap_err())
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
            assert!(text.contains("--secret") && !text.contains(weak), "{text}");
        }
    }

    #[test]
    fn what_is_random_is_taken() {
        for strong in [
            "0123456789abcdef",
            "01E62683A5D2B7CD901F5F98C08F10EF",
            "correct horse battery",
        ] {
            assert!(given(strong.to_owned(), Env::Production).is_ok());
        }
    }

    #[test]
    fn the_secret_that_everybody_knows_is_for_development() {
        assert!(given(DEMO.secret.to_owned(), Env::Development).is_ok());
        let refused = given(DEMO.secret.to_owned(), Env::Production).unwrap_err();
        assert!(refused.to_string().contains("documentation"));
    }
}
