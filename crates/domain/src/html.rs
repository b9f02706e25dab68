//! HTML that operators enter and clients show: cleaned when it is written, by a parser with lists of allowed tags and attributes.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The tags that stay: text, headings, lists, tables, pictures and links. The text inside any other tag stays without the tag. The
/// text of scripts and styles is removed.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// The attributes that stay, by tag. All other attributes are removed.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("img", &["alt", "height", "src", "title", "width"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan"]),
];

/// The schemes of the URLs that stay. An attribute with another URL, or with a relative URL, is removed.
const SCHEMES: &[&str] = &["http", "https"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes = ATTRIBUTES.iter();
    let attributes =
        attributes.map(|(tag, names)| (*tag, HashSet::from_iter(names.iter().copied())));
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from_iter(TAGS.iter().copied()))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from_iter(attributes))
        .url_schemes(HashSet::from_iter(SCHEMES.iter().copied()))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    cleaner
});

/// The maximum number of tags in a fragment. The time to parse nested tags grows with the square of their number.
pub const MOST_TAGS: usize = 5000;

/// Returns a fragment of HTML reduced to text with pictures and links: nothing in it runs, or loads anything except pictures. Tags
/// that are open at the end are closed, so that the result may be placed inside any page. `None` if the fragment has more than
/// [`MOST_TAGS`] tags.
///
/// It may be longer than the fragment: links get a `rel`, and `&`, `<` and `>` become entities.
pub fn clean(fragment: &str) -> Option<String> {
    let tags = memchr::memchr_iter(b'<', fragment.as_bytes()).count();
    (tags <= MOST_TAGS).then(|| CLEANER.clean(fragment).to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn cleaned(fragment: &str) -> String {
        clean(fragment).unwrap()
    }

    #[test]
    fn text_with_lists_tables_pictures_and_links_stays() {
        for fragment in [
            "正文",
            "<p>\n\t十多年前</p>",
            "<h3>西湖龙井 明前特级 100g</h3><p>产地：浙江</p>",
            "<ul><li>一</li><li><b>二</b></li></ul><ol start=\"3\"><li>三</li></ol>",
            "<table><tbody><tr><td colspan=\"2\">a<br>b</td></tr></tbody></table>",
            "<img src=\"https://a.cn/b.jpg?c=1&amp;d=2\" alt=\"茶\" width=\"10\">",
            "1 &lt; 2 &amp; 3 &gt; 2",
            "",
        ] {
            assert_eq!(cleaned(fragment), fragment);
        }
        assert_eq!(
            cleaned("<a href=\"http://a.cn/\" rel=\"opener\" target=\"_top\">a</a>"),
            "<a href=\"http://a.cn/\" rel=\"nofollow noopener\">a</a>"
        );
    }

    #[test]
    fn whatever_runs_loads_or_styles_is_removed() {
        let no_link = "<a rel=\"nofollow noopener\">a</a>";
        for (hostile, rest) in [
            ("a<script>alert(1)</script>b", "ab"),
            ("<SCRIPT SRC=http://x/x.js></SCRIPT>", ""),
            ("<style>p{color:red}</style>a", "a"),
            (
                "<p style=\"color:red\" class=\"x\" id=\"y\" onclick=\"a()\">b</p>",
                "<p>b</p>",
            ),
            ("<img src=x onerror=alert(1)>", "<img>"),
            ("<img src=\"javascript:alert(1)\">", "<img>"),
            ("<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">", "<img>"),
            ("<img src=\"//evil.cn/a.png\">", "<img>"),
            ("<a href=\"javascript:alert(1)\">a</a>", no_link),
            ("<a href=\" jAvA\tscript:alert(1)\">a</a>", no_link),
            ("<a href=\"&#106;avascript:alert(1)\">a</a>", no_link),
            (
                "<a href=\"data:text/html,<script>1</script>\">a</a>",
                no_link,
            ),
            ("<a href=\"vbscript:x\">a</a>", no_link),
            ("<svg onload=alert(1)><circle r=1 /></svg>", ""),
            ("<iframe src=\"http://a.cn\"></iframe>", ""),
            ("<iframe srcdoc=\"<script>1</script>\">", ""),
            (
                "<form action=\"http://a.cn\"><input name=a><button>b</button></form>",
                "b",
            ),
            ("<object data=\"x.swf\"></object><embed src=\"x.swf\">", ""),
            (
                "<base href=\"http://a.cn/\"><meta http-equiv=refresh content=0><link href=x>",
                "",
            ),
            ("<video src=x></video><audio src=x></audio>", ""),
            ("<!-- <script>1</script> -->a", "a"),
            (
                "<<script>script>alert(1)<</script>/script>",
                "&lt;/script&gt;",
            ),
            ("<b>open", "<b>open</b>"),
            ("</div></body></html>closed", "closed"),
        ] {
            assert_eq!(cleaned(hostile), rest, "{hostile}");
        }
    }

    /// Checks fragments that are parsed differently the second time if the first parser writes them back carelessly.
    #[test]
    fn nothing_becomes_active_when_the_result_is_parsed_again() {
        for hostile in [
            "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
            "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
            "<select><template><style><!--</style><a rel=\"--></style></template></select><img src onerror=1>\">",
            "<svg><foreignObject><p><svg><style>&lt;img src=x onerror=alert(1)&gt;</style></svg>",
            "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
            "<plaintext><img src=x onerror=alert(1)>",
            "<a title=\"`<img src=x onerror=alert(1)>`\" href=\"http://a.cn/\">a",
            "<img alt=\"<x\" title=\"/><script>alert(1)</script>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<b <script>alert(1)</script>",
            "<p><b><i><a href=\"http://a.cn\"><table><td><p></b></i></a>",
            "\u{0}<scr\u{0}ipt>alert(1)</script>",
        ] {
            let first = cleaned(hostile);
            assert_eq!(cleaned(&first), first, "{hostile}");
            // Text and values have no `<`, so each of them starts a tag.
            for tag in first.split('<').skip(1) {
                let (tag, _) = tag.split_once('>').unwrap();
                let unquoted: String = tag.split('"').step_by(2).collect();
                let mut words = unquoted.split([' ', '=']);
                let name = words.next().unwrap().trim_start_matches('/');
                assert!(TAGS.contains(&name), "{hostile}: {first}");
                let mut attributes = words.filter(|word| !word.is_empty());
                let known = |word: &str| {
                    word == "rel" || ATTRIBUTES.iter().any(|(_, names)| names.contains(&word))
                };
                assert!(attributes.all(known), "{hostile}: {first}");
            }
        }
    }

    #[test]
    fn tags_that_are_nested_deeply_take_neither_the_stack_nor_long() {
        for part in [
            "<b>",
            "<div>",
            "<ul><li>",
            "<b></p>",
            "<a><b>",
            "<table><td>",
            "<svg>",
        ] {
            let fragment = part.repeat(MOST_TAGS / part.matches('<').count());
            let started = Instant::now();
            let thread = std::thread::Builder::new().stack_size(256 * 1024);
            let length = thread
                .spawn(move || cleaned(&fragment).len())
                .unwrap()
                .join();
            let took = started.elapsed();
            // A tenth of a second, if it is optimized.
            assert!(
                length.is_ok() && took < Duration::from_secs(20),
                "{part}: {took:?}"
            );
        }
        assert_eq!(clean(&"<b>".repeat(64 * 1024 / 3)), None);
    }
}
