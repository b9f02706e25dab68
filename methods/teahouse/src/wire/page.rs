//! The page of the description of goods.

use serde::Deserialize;
use signet_fault::{Code, Fault};
use signet_wire::Answer;
use signet_wire::wire::Rendered;

/// The route whose replies are pages.
pub(super) const PATH: &str = "/index.php?act=goods&op=goods_body";

/// The permissions of a page: pictures and inline styles. The page runs nothing and sends nothing.
const POLICY: &str = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; sandbox";

/// The data of the method.
#[derive(Deserialize)]
struct Described {
    title: String,
    html: String,
}

pub(super) fn answer(answer: &Answer) -> Rendered {
    match serde_json::from_slice(&answer.data) {
        Ok(Described { title, html }) => page(200, &title, &html),
        Err(_) => refusal(&Code::Internal.into()),
    }
}

pub(super) fn refusal(fault: &Fault) -> Rendered {
    let code = fault.code();
    let status = match code.http_status() {
        200 if code == Code::GoodsNotFound => 404,
        200 if code == Code::Internal => 500,
        200 if code == Code::RateLimited => 429,
        200 => 400,
        status => status,
    };
    let text = escaped(fault.message());
    page(status, fault.message(), &format!("<p>{text}</p>"))
}

fn page(status: u16, title: &str, body: &str) -> Rendered {
    let title = escaped(title);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>img {{ max-width: 100%; height: auto }}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    );
    let rendered = Rendered {
        status,
        content_type: "text/html; charset=utf-8",
        headers: Vec::new(),
        body: page.into_bytes(),
    };
    rendered
        .with("content-security-policy", POLICY)
        .with("referrer-policy", "no-referrer")
}

/// Returns a text with all characters of HTML escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
