use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use signet_domain::payments::Meter;

/// The alarms of payments, and the state of the provider's breaker.
#[derive(Debug)]
pub(crate) struct Payments(pub(crate) Meter);

#[derive(Clone, Debug, EncodeLabelSet)]
struct KindLabels {
    kind: &'static str,
}

impl Collector for Payments {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Payments that do not match what was ordered, by what is wrong with them";
        let mut alarms =
            encoder.encode_descriptor("payment_alarms", help, None, MetricType::Counter)?;
        for (kind, count) in self.0.alarms() {
            ConstCounter::new(count).encode(alarms.encode_family(&KindLabels { kind })?)?;
        }
        let help = "1 while payments fail at once because their provider is unreachable";
        let away =
            encoder.encode_descriptor("payment_provider_away", help, None, MetricType::Gauge)?;
        ConstGauge::new(i64::from(self.0.is_provider_away())).encode(away)
    }
}
