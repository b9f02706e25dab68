//! The two formats that scrapers read.

/// A format of the page of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// OpenMetrics 1.0.
    Open,
    /// The text format of Prometheus, 0.0.4, which every scraper reads.
    Text,
}

impl Format {
    /// Returns the format for an `Accept` header: OpenMetrics if it is listed with at least the quality of text.
    pub(crate) fn accepted(header: &str) -> Format {
        let quality = |media_type: &str| {
            header
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';').map(str::trim);
                    let is_it = parts.next()?.eq_ignore_ascii_case(media_type);
                    let quality = parts.find_map(|part| part.strip_prefix("q="));
                    let quality = quality.map_or(Some(1.0), |text| text.parse().ok());
                    quality.filter(|_| is_it)
                })
                .fold(0.0, f64::max)
        };
        let open = quality("application/openmetrics-text");
        if open > 0.0 && open >= quality("text/plain") {
            Format::Open
        } else {
            Format::Text
        }
    }

    /// Returns the media type of a page in this format.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Format::Open => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Format::Text => "text/plain; version=0.0.4; charset=utf-8",
        }
    }

    /// Converts a page in OpenMetrics to this format.
    pub(super) fn of(self, page: String) -> String {
        match self {
            Format::Open => page,
            Format::Text => text(&page),
        }
    }
}

/// Converts a page in OpenMetrics to the text format. There the family of a counter has the full name of the counter, and
/// there is no end mark.
fn text(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut help = None;
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = rest.split_once(' ');
        } else if let Some((name, kind)) = line
            .strip_prefix("# TYPE ")
            .and_then(|rest| rest.split_once(' '))
        {
            let suffix = if kind == "counter" { "_total" } else { "" };
            if let Some((_, words)) = help.take() {
                text += &format!("# HELP {name}{suffix} {words}\n");
            }
            text += &format!("# TYPE {name}{suffix} {kind}\n");
        } else if !line.starts_with('#') {
            text += line;
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrapers_get_the_format_that_they_read() {
        let prometheus = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
            application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.2";
        for (header, format) in [
            (prometheus, Format::Open),
            ("application/openmetrics-text", Format::Open),
            ("", Format::Text),
            ("*/*", Format::Text),
            ("text/plain;version=0.0.4", Format::Text),
            (
                "text/plain, application/openmetrics-text;q=0.5",
                Format::Text,
            ),
            ("application/openmetrics-text;q=0", Format::Text),
            ("application/openmetrics-text;q=x", Format::Text),
        ] {
            assert_eq!(Format::accepted(header), format, "{header}");
        }
    }
}
