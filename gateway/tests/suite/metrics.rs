//! The page of metrics, parsed by the rules of its formats.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use crate::usual;

const OPEN: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A sample: its name, its labels and its value.
type Sample = (String, BTreeMap<String, String>, f64);

/// Parses a page; panics if the format does not allow it.
fn read(page: &str, is_open: bool) -> Vec<(String, String, Vec<Sample>)> {
    assert!(page.ends_with('\n'), "the last line ends");
    assert_eq!(page.ends_with("\n# EOF\n"), is_open, "the mark of the end");
    let mut families: Vec<(String, String, Vec<Sample>)> = Vec::new();
    let (mut names, mut helped) = (HashSet::new(), HashSet::new());
    for line in page.lines().filter(|line| *line != "# EOF") {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, words) = rest.split_once(' ').unwrap();
            assert!(
                !words.is_empty() && helped.insert(name.to_owned()),
                "{line}"
            );
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(names.insert(name.to_owned()), "twice: {line}");
            assert!(helped.contains(name), "HELP comes first: {line}");
            families.push((name.to_owned(), kind.to_owned(), Vec::new()));
        } else {
            assert!(!line.starts_with('#') && !line.is_empty(), "{line:?}");
            let sample = sample(line);
            let (family, kind, samples) = families.last_mut().unwrap();
            let suffixes: &[&str] = match (kind.as_str(), is_open) {
                ("counter", true) => &["_total"],
                ("counter", false) | ("gauge", _) => &[""],
                ("histogram", _) => &["_bucket", "_sum", "_count"],
                other => panic!("an unknown type: {other:?}"),
            };
            let belongs = suffixes
                .iter()
                .any(|suffix| sample.0 == format!("{family}{suffix}"));
            assert!(belongs, "{line} is no sample of {family}");
            assert!(kind != "counter" || sample.0.ends_with("_total"), "{line}");
            samples.push(sample);
        }
    }
    families
}

fn sample(line: &str) -> Sample {
    let (head, value) = line.rsplit_once(' ').unwrap();
    let (name, labels) = head.split_once('{').unwrap_or((head, "}"));
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    assert!(is_name(name), "{line}");
    let mut read = BTreeMap::new();
    for label in labels
        .strip_suffix('}')
        .unwrap()
        .split(',')
        .filter(|text| !text.is_empty())
    {
        let (key, quoted) = label.split_once('=').unwrap();
        let text = quoted
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap();
        assert!(is_name(key) && !text.contains(['"', '\\']), "{line}");
        assert_eq!(read.insert(key.to_owned(), text.to_owned()), None, "{line}");
    }
    let value: f64 = value.parse().unwrap();
    assert!(value.is_finite() && value >= 0.0, "{line}");
    (name.to_owned(), read, value)
}

/// Checks that the buckets grow, that the last one is +Inf, and that its value is the count.
fn check_histogram(name: &str, samples: &[Sample]) {
    let bounds = samples
        .iter()
        .filter(|(sample, _, _)| sample.ends_with("_bucket"));
    let bounds: Vec<(f64, f64)> = bounds
        .map(|(_, labels, count)| {
            let bound = labels["le"].as_str();
            let bound = if bound == "+Inf" {
                f64::INFINITY
            } else {
                bound.parse().unwrap()
            };
            (bound, *count)
        })
        .collect();
    assert!(
        bounds.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1),
        "{bounds:?}"
    );
    let last = bounds.last().unwrap();
    assert_eq!(last.0, f64::INFINITY, "{name}");
    let count = samples
        .iter()
        .find(|(sample, _, _)| *sample == format!("{name}_count"));
    assert_eq!(last.1, count.unwrap().2, "{name}");
}

#[test]
fn the_page_is_what_scrapers_read_strictly() {
    let gateway = usual().start();
    gateway.call("system.upgrade", json!({}));
    gateway.call("user.detail", json!({}));
    for (accept, media_type) in [
        (
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            OPEN,
        ),
        ("text/plain;version=0.0.4", TEXT),
        ("*/*", TEXT),
    ] {
        let page = ureq::get(format!("{}/metrics", gateway.ops_url)).header("Accept", accept);
        let page = page.call().unwrap();
        assert_eq!(page.headers()["content-type"], media_type);
        let text = page.into_body().read_to_string().unwrap();
        let families = read(&text, media_type == OPEN);
        assert!(families.len() >= 6, "{text}");
        for (name, kind, samples) in families {
            if kind == "histogram" {
                check_histogram(&name, &samples);
            }
        }
    }
}
