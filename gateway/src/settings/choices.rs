//! Settings with a few values to choose from.

use super::sources::shown;
use super::{Env, SmsDriver, UploadDriver};

/// Returns the value with a name.
fn choose<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<String> = choices
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        format!(
            "{} is none of its values: write {}",
            shown(text),
            names.join(" or ")
        )
    })
}

impl TryFrom<String> for Env {
    type Error = String;

    fn try_from(text: String) -> Result<Env, String> {
        let choices = [
            ("development", Env::Development),
            ("production", Env::Production),
        ];
        choose(&text, &choices)
    }
}

impl TryFrom<String> for UploadDriver {
    type Error = String;

    fn try_from(text: String) -> Result<UploadDriver, String> {
        choose(
            &text,
            &[("local", UploadDriver::Local), ("s3", UploadDriver::S3)],
        )
    }
}

impl TryFrom<String> for SmsDriver {
    type Error = String;

    fn try_from(text: String) -> Result<SmsDriver, String> {
        choose(
            &text,
            &[("console", SmsDriver::Console), ("http", SmsDriver::Http)],
        )
    }
}
