use std::time::Duration;

use signet_domain::sms::DriverKind;
use signet_domain::trust::Trust;

use super::Finding;
use crate::settings::{Env, Settings};

/// The time limit for an answer of the provider.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Checks the provider of messages, without sending a message.
pub(super) fn look(settings: &Settings, trust: &Trust) -> Vec<Finding> {
    let finding = match settings.sms.driver {
        DriverKind::Console if settings.server.env == Env::Production => {
            Finding::bad("the console driver sends nothing; set sms.driver = \"http\"")
        }
        DriverKind::Console => Finding::good("printed, not sent (sms.driver is \"console\")"),
        DriverKind::Http => match status(settings, trust) {
            Ok(status) => Finding::good(format!(
                "sms.http.url answers (HTTP status {status} to HEAD); no message was sent"
            )),
            Err(error) => Finding::bad(format!(
                "sms.http.url does not answer: {error:#}; check the URL, the way there and, for certificates of your own, security.ca_file"
            )),
        },
    };
    vec![finding]
}

fn status(settings: &Settings, trust: &Trust) -> anyhow::Result<u16> {
    let url = &settings.sms.http.url;
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .tls_config(trust.for_url(url)?)
        .build();
    let agent: ureq::Agent = config.into();
    Ok(agent.head(url).call()?.status().as_u16())
}
