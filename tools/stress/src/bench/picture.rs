//! The table as a picture: a bar for the processor time of each call on each server.

use std::fmt::Write;

use anyhow::Result;

use super::report::Report;

const WIDTH: f64 = 720.0;
const LINE: f64 = 26.0;
const LEFT: f64 = 190.0;

/// Returns an SVG that is readable on dark and on light pages.
pub(super) fn of(report: &Report) -> Result<String> {
    let rows = || report.rows.iter().filter(|row| row.call != "forged");
    let mut bars = String::new();
    let mut y = 34.0;
    let mut last = "";
    for row in rows() {
        if row.call != last {
            y += if last.is_empty() { 0.0 } else { 14.0 };
            last = row.call;
        }
        // Each kind of call has its own scale. With one scale for all, the bars of A would be too short beside those of C.
        let of_call = rows().filter(|other| other.call == row.call);
        let longest = of_call.map(|other| other.micros).fold(0.0, f64::max);
        let length = (WIDTH - LEFT - 190.0) * row.micros / longest;
        let class = if row.server.starts_with("gateway") {
            "own"
        } else {
            "other"
        };
        let text = y + 14.0;
        writeln!(
            bars,
            "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{} · {}</text>\
             <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.0}\" height=\"20\" rx=\"3\"/>\
             <text x=\"{:.0}\" y=\"{text}\">{:.1} µs · {:.0}/s</text>",
            LEFT - 10.0,
            row.call,
            row.server,
            LEFT + length + 8.0,
            row.micros,
            row.per_second
        )?;
        y += LINE;
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" role=\"img\" \
         aria-label=\"Processor time of a call on each server\">\n\
         <style>text {{ font: 13px sans-serif; fill: #57606a; }} .own {{ fill: #1f883d; }} .other {{ fill: #8c959f; }}\n\
         @media (prefers-color-scheme: dark) {{ text {{ fill: #9198a1; }} .own {{ fill: #3fb950; }} .other {{ fill: #656c76; }} }}</style>\n\
         <text x=\"{LEFT}\" y=\"18\">processor time of a call, and calls a second</text>\n{bars}</svg>\n"
    ))
}
