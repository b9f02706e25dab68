use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use signet_domain::sms::Sender;

/// The outcomes of short messages, and the state of the provider's breaker.
pub(crate) struct Messages(pub(crate) Sender);

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Messages").field(self.0.outcomes()).finish()
    }
}

#[derive(Clone, Debug, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

impl Collector for Messages {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Short messages by what became of them";
        let mut messages =
            encoder.encode_descriptor("sms_messages", help, None, MetricType::Counter)?;
        for (outcome, count) in self.0.outcomes().by_name() {
            let labels = OutcomeLabels { outcome };
            ConstCounter::new(count).encode(messages.encode_family(&labels)?)?;
        }
        let help = "1 while short messages fail at once because their provider is unreachable";
        let given_up =
            encoder.encode_descriptor("sms_provider_away", help, None, MetricType::Gauge)?;
        ConstGauge::new(i64::from(self.0.is_given_up())).encode(given_up)
    }
}
