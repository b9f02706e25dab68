use std::io::{Read, stdin};

use anyhow::Context;
use clap::Args;
use signet_wire::sign::{Secret, SignType, sign};

use super::output::{note, say};
use super::secret::SecretOption;

/// Sign `data` from standard input and print the form to post
///
/// The exact bytes of standard input are signed, including a trailing newline: use printf '%s', not echo.
/// The output can be posted as it is: printf '%s' "$data" | gateway sign --secret S | curl -d @- URL
#[derive(Args)]
pub(super) struct Sign {
    #[command(flatten)]
    secret: SecretOption,
    /// The kind of the signature: MD5 or HMAC-SHA256
    #[arg(long, default_value = "MD5", value_parser = str::parse::<SignType>)]
    sign_type: SignType,
}

impl Sign {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let secret = self.secret.required_beside_data()?;
        let mut data = String::new();
        stdin()
            .read_to_string(&mut data)
            .context("standard input is not UTF-8 text")?;
        if data.ends_with('\n') {
            note!("data ends with a newline, which is signed too; use printf '%s' instead of echo");
        }
        say!("{}", form(&data, &secret, self.sign_type))?;
        Ok(())
    }
}

/// Returns the fields of a call as a urlencoded form.
pub(super) fn form(data: &str, secret: &Secret, sign_type: SignType) -> String {
    let sign = sign(sign_type, data.as_bytes(), secret);
    let data = percent_encoded(data);
    match sign_type {
        SignType::Md5 => format!("data={data}&sign={sign}"),
        other => format!("data={data}&sign={sign}&sign_type={}", other.name()),
    }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use signet_wire::form::split_urlencoded;

    use super::*;

    #[test]
    fn the_form_splits_into_what_was_signed() {
        let data = r#"{"a":"+&=% /你😀"}"#;
        let secret = Secret::new("0123456789abcdef").unwrap();
        let body = form(data, &secret, SignType::HmacSha256);
        let split = split_urlencoded(body.as_bytes()).unwrap();
        assert_eq!(split.data.as_deref(), Some(data));
        assert_eq!(split.sign_type.as_deref(), Some("HMAC-SHA256"));
    }
}
