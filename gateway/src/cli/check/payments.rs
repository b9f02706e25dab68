use signet_domain::payments::{DriverKind, probe};
use signet_domain::trust::Trust;

use super::Finding;
use crate::settings::Settings;

/// Checks the payment provider, without making a charge.
pub(super) fn look(settings: &Settings, trust: &Trust) -> Vec<Finding> {
    let pay = &settings.pay;
    let finding = match pay.driver {
        DriverKind::Off => Finding::good("none (pay.driver is \"off\")"),
        DriverKind::Sandbox => {
            Finding::good("played by operators, without money (pay.driver is \"sandbox\")")
        }
        DriverKind::Http => match probed(settings, trust) {
            Ok(()) => Finding::good("pay.url takes the key; no charge was made"),
            Err(error) => Finding::bad(format!(
                "{error:#}; check pay.url, pay.key, the way there and, for certificates of your own, security.ca_file"
            )),
        },
    };
    vec![finding]
}

fn probed(settings: &Settings, trust: &Trust) -> anyhow::Result<()> {
    let tls = trust.for_url(&settings.pay.url)?;
    Ok(probe(&settings.pay, tls)?)
}
