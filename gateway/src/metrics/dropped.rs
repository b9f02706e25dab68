use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;

use crate::output::Outputs;

/// The number of lines that could not be printed.
pub(crate) struct Dropped(pub(crate) Outputs);

#[derive(Clone, Debug, EncodeLabelSet)]
struct Labels {
    stream: &'static str,
}

impl fmt::Debug for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dropped")
    }
}

impl Collector for Dropped {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Lines that could not be printed";
        let mut lines =
            encoder.encode_descriptor("dropped_lines", help, None, MetricType::Counter)?;
        for (stream, output) in [("stdout", &self.0.calls), ("stderr", &self.0.log)] {
            let count = ConstCounter::new(output.dropped());
            count.encode(lines.encode_family(&Labels { stream })?)?;
        }
        Ok(())
    }
}
