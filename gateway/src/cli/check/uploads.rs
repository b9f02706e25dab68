use std::path::Path;

use signet_domain::clock::Clock;
use signet_domain::random;
use signet_domain::trust::Trust;
use signet_domain::uploads::DriverKind;
use signet_domain::uploads::Storage;

use super::Finding;
use crate::server::bucket;
use crate::settings::Settings;

/// Checks the storage of pictures.
pub(super) fn look(settings: &Settings, trust: &Trust) -> Vec<Finding> {
    let looked = match settings.upload.driver {
        DriverKind::Local => Ok(folder(&settings.upload.dir)),
        DriverKind::S3 => object_storage(settings, trust),
    };
    vec![looked.unwrap_or_else(|error| {
        Finding::bad(format!(
            "{error:#}; check upload.s3.endpoint, bucket, region and both keys"
        ))
    })]
}

/// Checks whether the folder exists. Whether it is writable was checked when the configuration was read.
fn folder(dir: &str) -> Finding {
    if Path::new(dir).exists() {
        Finding::good(format!("the folder {dir} can be written"))
    } else {
        Finding::good(format!(
            "the folder {dir} is not there; the first start makes it"
        ))
    }
}

/// Removes an object that does not exist: this checks the bucket, the keys and the rights, and changes nothing.
fn object_storage(settings: &Settings, trust: &Trust) -> anyhow::Result<Finding> {
    let name = random::hex_128()?;
    let bucket = bucket(&settings.upload.s3, trust)?;
    bucket.remove(
        &format!("/images/images/check/{name}"),
        Clock::default().now(),
    )?;
    Ok(Finding::good(format!(
        "the bucket {} takes requests of this key",
        settings.upload.s3.bucket
    )))
}
