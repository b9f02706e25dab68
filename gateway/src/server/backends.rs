//! The back ends of a gateway besides its database.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use signet_cache::{Address, Cache};
use signet_domain::sms::{ConsoleDriver, HttpDriver, HttpSettings, Sender};
use signet_domain::trust;
use signet_domain::uploads::{LocalFolder, S3Bucket, S3Settings, UploadLimits, Uploads};

use crate::misconfigured::Misconfigured;
use crate::output::Printer;
use crate::settings::{Settings, SmsDriver, UploadDriver, UploadS3};
use crate::stores::find_cache;

/// The fast store or its address, the provider of messages and the storage of pictures.
pub(super) struct Backends {
    pub(super) address: Address,
    /// If it is not to be opened at the address.
    pub(super) cache: Option<Cache>,
    pub(super) sms: Sender,
    pub(super) uploads: Uploads,
}

impl Backends {
    /// Creates them; does not connect. Messages of the console driver go to `people`.
    pub(super) fn new(settings: &Settings, people: Printer) -> anyhow::Result<Backends> {
        Ok(Backends {
            address: find_cache(settings)?,
            cache: None,
            sms: sender(settings, people)?,
            uploads: uploads(settings, cores() / 2)?,
        })
    }
}

/// Returns the number of processors.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn sender(settings: &Settings, people: Printer) -> anyhow::Result<Sender> {
    let sms = &settings.sms;
    Ok(match sms.driver {
        SmsDriver::Console => Sender::new(ConsoleDriver {
            show_content: sms.test_code.is_empty(),
            print: Box::new(move |line| people.say(line)),
        }),
        SmsDriver::Http => Sender::new(HttpDriver::new(HttpSettings {
            url: sms.http.url.clone(),
            secret: sms.http.secret.clone(),
            timeout: Duration::from_millis(sms.http.timeout_ms),
            retries: sms.http.retries,
            tls: trust::for_url(&sms.http.url, &settings.security.ca_file)?,
        })),
    })
}

fn uploads(settings: &Settings, at_once: usize) -> anyhow::Result<Uploads> {
    let (settings, ca_file) = (&settings.upload, &settings.security.ca_file);
    let base_url = &settings.base_url;
    let limits = UploadLimits {
        max_bytes: settings.max_bytes,
        daily_files: settings.daily_files,
        daily_bytes: settings.daily_bytes,
        ms_per_minute: settings.ms_per_minute,
    };
    let made = match settings.driver {
        UploadDriver::Local => {
            let folder = LocalFolder::open(Path::new(&settings.dir)).with_context(|| {
                let dir = &settings.dir;
                Misconfigured::text(format!(
                    "upload.dir \"{dir}\" cannot be written; make it so, or name another"
                ))
            })?;
            Uploads::new(folder, base_url, limits, at_once)
        }
        UploadDriver::S3 => {
            let bucket = bucket(&settings.s3, ca_file)?;
            Uploads::new(bucket, base_url, limits, at_once)
        }
    };
    made.context("the threads for pictures cannot be started")
}

/// Creates the client of an object storage; does not connect.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn bucket(s3: &UploadS3, ca_file: &str) -> anyhow::Result<S3Bucket> {
    let bucket = S3Bucket::new(S3Settings {
        endpoint: s3.endpoint.clone(),
        bucket: s3.bucket.clone(),
        region: s3.region.clone(),
        path_style: s3.path_style,
        access_key: s3.access_key.clone(),
        secret_key: s3.secret_key.clone(),
        tls: trust::for_url(&s3.endpoint, ca_file)?,
    });
    bucket.map_err(|error| Misconfigured::error(error.to_string()))
}
