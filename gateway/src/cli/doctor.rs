use std::io::{Read, stdin};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use signet_wire::doctor::{diagnose, guesses};
use signet_wire::sign::{Secret, SignType, sign};

use super::output::say;
use super::secret::SecretOption;

/// Find the mistake in a signature
///
/// Reads `data` from standard input, exactly as it was sent. Exit codes: 0 the signature is right, 1 it is wrong.
#[derive(Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    secret: SecretOption,
    /// The signature that was sent
    #[arg(long)]
    sign: String,
    /// The kind of the signature that was sent: MD5 or HMAC-SHA256
    #[arg(long, default_value = "MD5", value_parser = str::parse::<SignType>)]
    sign_type: SignType,
    /// A former secret of the app
    #[arg(long, value_name = "SECRET")]
    retired: Vec<String>,
}

impl Doctor {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let secret = self.secret.required_beside_data()?;
        let mut data = Vec::new();
        stdin()
            .read_to_end(&mut data)
            .context("standard input cannot be read")?;
        let data = String::from_utf8(data)
            .context("data is not UTF-8 (GBK, perhaps), and the gateway refuses that")?;
        let retired = self
            .retired
            .iter()
            .map(|secret| Secret::new(secret.as_str()))
            .collect::<Result<Vec<_>, _>>()?;
        let mistakes = diagnose(&data, &self.sign, self.sign_type, &secret, &retired);
        if mistakes.as_ref().is_some_and(Vec::is_empty) {
            say!("the signature is right")?;
            return Ok(ExitCode::SUCCESS);
        }
        match mistakes {
            Some(mistakes) => {
                for mistake in mistakes {
                    say!("{}", mistake.explain())?;
                }
            }
            None => {
                say!(
                    "no known mistake makes this signature: check that this is the secret of the appid, and that data is what was sent"
                )?;
                for guess in guesses(&data, &self.sign, self.sign_type) {
                    say!("{}", guess.explain())?;
                }
            }
        }
        let right = sign(self.sign_type, data.as_bytes(), &secret);
        say!("the right signature of this data is {right}")?;
        Ok(ExitCode::FAILURE)
    }
}
