use signet_testkit::APPID;

use super::{Case, case, check, honest_data, post_and_stay, signed};

/// A name and a text that is derived from a good text. It is not a JSON object, or two readers could read it differently.
type Ambiguous = (&'static str, String);

fn ambiguous(good: &str) -> Vec<Ambiguous> {
    let with = |member: &str| good.replacen('{', &format!("{{{member},"), 1);
    let keys: Vec<String> = (0..257).map(|n| format!("\"k{n}\":1")).collect();
    let (name, _) = good.split_once(':').unwrap();
    let name = name.trim_start_matches('{').trim_matches('"');
    let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
    vec![
        ("a list", format!("[{good}]")),
        ("null", "null".to_owned()),
        ("a text", "\"{}\"".to_owned()),
        ("no end", "{".to_owned()),
        ("two objects", format!("{good}{good}")),
        ("trailing garbage", format!("{good}x")),
        ("a trailing NUL", format!("{good}\0")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("a key twice", with(&format!("\"{name}\":\"user.detail\""))),
        (
            "a key twice by an escape",
            with(&format!("\"{escaped}\":\"user.detail\"")),
        ),
        ("a key twice within", with("\"a\":{\"b\":1,\"b\":1}")),
        ("NUL in a text", with("\"a\":\"\\u0000\"")),
        ("NUL in a key", with("\"a\\u0000\":1")),
        ("a raw NUL", with("\"a\":\"\0\"")),
        ("a raw line end", with("\"a\":\"\n\"")),
        ("half a surrogate", with("\"a\":\"\\ud800\"")),
        ("the other half", with("\"a\":\"\\udc00\"")),
        (
            "surrogates in the wrong order",
            with("\"a\":\"\\udc00\\ud800\""),
        ),
        ("half a surrogate in a key", with("\"\\ud800\":1")),
        (
            "17 levels",
            with(&format!("\"a\":{}1{}", "[".repeat(16), "]".repeat(16))),
        ),
        (
            "30,000 levels",
            with(&format!("\"a\":{}", "[".repeat(30_000))),
        ),
        ("257 keys", with(&keys.join(","))),
        ("a number beyond all", with("\"a\":1e999")),
        (
            "a number of 5,000 digits",
            with(&format!("\"a\":{}", "9".repeat(5000))),
        ),
        ("a leading zero", with("\"a\":01")),
        ("a plus sign", with("\"a\":+1")),
        ("hexadecimal", with("\"a\":0x1")),
        ("no fraction", with("\"a\":1.")),
        ("not a number", with("\"a\":NaN")),
        ("infinity", with("\"a\":-Infinity")),
        ("a comment", with("/* */\"a\":1")),
        ("a trailing comma", good.replace('}', ",}")),
        ("single quotes", good.replace('"', "'")),
        ("a bare key", with("a:1")),
        ("an unknown escape", with("\"a\":\"\\x41\"")),
        ("another space", with("\u{a0}\"a\":1")),
    ]
}

/// Posts a text to a route of a wire that takes JSON.
fn post_json(text: &str) -> String {
    let length = text.len();
    format!(
        "POST /homecare/consumer/city_search HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{text}"
    )
}

const SEARCH: &str = r#"{"city_num":"511100"}"#;

/// Each text has a right signature, so that it is refused because of its content.
#[test]
fn json_that_two_readers_could_read_differently() {
    check(|gateway| {
        let of = |name: &str, data: &str| -> Case {
            case(name, post_and_stay(&signed(gateway, data)), "200 bad_data")
        };
        let good = honest_data(gateway);
        let large = format!("\"a\":\"{}\",", "x".repeat(64 * 1024));
        let large = good.replacen('{', &format!("{{{large}"), 1);
        let ambiguous = ambiguous(&good);
        let ambiguous = ambiguous.iter().map(|(name, data)| of(name, data));
        let more = [of("nothing", ""), of("more than 64 KiB", &large)];
        ambiguous.chain(more).collect()
    });
}

#[test]
fn such_json_on_a_wire_without_a_signature() {
    check(|_| {
        let of = |name: &str, text: &str, expected: &str| case(name, post_json(text), expected);
        let ambiguous = ambiguous(SEARCH);
        let ambiguous = ambiguous
            .iter()
            .map(|(name, text)| of(name, text, "200 status 0"));
        let large = format!("{SEARCH}{}", " ".repeat(64 * 1024));
        let odd = odd().into_iter().map(|(name, member)| {
            let text = SEARCH.replacen('{', &format!("{{{member},"), 1);
            of(name, &text, "200 status 1")
        });
        let more = [
            of("nothing", "", "200 status 0"),
            of("more than 64 KiB", &large, "413 status 0"),
        ];
        ambiguous.chain(more).chain(odd).collect()
    });
}

/// Members that are unusual but have only one meaning.
fn odd() -> Vec<(&'static str, String)> {
    let own = |member: &str| member.to_owned();
    vec![
        (
            "a prototype",
            own("\"__proto__\":{\"admin\":true},\"constructor\":{\"prototype\":{}}"),
        ),
        ("minus zero", own("\"a\":-0")),
        ("a number that floats round", own("\"a\":9007199254740993")),
        ("a number near the end", own("\"a\":1e308")),
        (
            "many digits of a fraction",
            format!("\"a\":0.{}", "1".repeat(5000)),
        ),
        ("an empty key", own("\"\":1")),
        ("a pair of surrogates", own("\"a\":\"\\ud83d\\ude00\"")),
        ("text that turns around", own("\"a\":\"\u{202e}\u{feff}\"")),
        (
            "keys that look alike",
            own("\"мethod\":\"user.detail\",\"METHOD\":1,\" method\":2"),
        ),
        (
            "what other languages run",
            own("\"a\":\"${jndi:ldap://x}' OR 1=1 -- <script>\\\"; DROP TABLE users\""),
        ),
        (
            "16 levels",
            format!("\"a\":{}{}", "[".repeat(15), "]".repeat(15)),
        ),
    ]
}

#[test]
fn json_that_is_odd_but_plain() {
    check(|gateway| {
        let good = honest_data(gateway);
        let odd = odd().into_iter().map(|(name, member)| {
            let data = good.replacen('{', &format!("{{{member},"), 1);
            case(name, post_and_stay(&signed(gateway, &data)), "200 ok")
        });
        odd.collect()
    });
}

/// The fixed parameters with values of other types.
#[test]
fn fixed_parameters_of_other_types() {
    check(|gateway| {
        let now = gateway.clock.now();
        let of =
            |name: &str, method: &str, v: &str, appid: &str, timestamp: &str, expected: &str| {
                let data = format!(
                    "{{\"method\":{method},\"v\":{v},\"appid\":{appid},\"timestamp\":{timestamp}}}"
                );
                case(name, post_and_stay(&signed(gateway, &data)), expected)
            };
        let (method, v, now) = ("\"system.init\"", "\"1.0.0\"", now.to_string());
        let appid = format!("\"{APPID}\"");
        let method_of =
            |name: &str, value: &str, expected: &str| of(name, value, v, &appid, &now, expected);
        let appid_of =
            |name: &str, value: &str, expected: &str| of(name, method, v, value, &now, expected);
        let time_of =
            |name: &str, value: &str| of(name, method, v, &appid, value, "200 bad_timestamp");
        vec![
            method_of(
                "a list of methods",
                "[\"system.init\"]",
                "200 method_missing",
            ),
            method_of(
                "a method that is an object",
                "{\"$ne\":null}",
                "200 method_missing",
            ),
            method_of(
                "a method that goes up",
                "\"../system.init\"",
                "200 unknown_method",
            ),
            method_of(
                "a long method",
                &format!("\"{}\"", "x".repeat(60_000)),
                "200 unknown_method",
            ),
            method_of(
                "a method with a space",
                "\"system.init \"",
                "200 unknown_method",
            ),
            method_of(
                "a method in upper case",
                "\"SYSTEM.INIT\"",
                "200 unknown_method",
            ),
            of(
                "a version that is a number",
                method,
                "1.0",
                &appid,
                &now,
                "200 version_missing",
            ),
            of(
                "a version in other digits",
                method,
                "\"１.0.0\"",
                &appid,
                &now,
                "200 unknown_method",
            ),
            of(
                "a version beyond 32 bits",
                method,
                "\"1.4294967296.0\"",
                &appid,
                &now,
                "200 unknown_method",
            ),
            appid_of("an app that is true", "true", "200 appid_missing"),
            appid_of("a list of apps", &format!("[{appid}]"), "200 appid_missing"),
            appid_of(
                "an app in upper case",
                &appid.to_uppercase(),
                "200 bad_signature",
            ),
            appid_of(
                "an app with a space",
                &format!("\"{APPID} \""),
                "200 bad_signature",
            ),
            appid_of(
                "an app that is long",
                &format!("\"{}\"", "x".repeat(60_000)),
                "200 bad_signature",
            ),
            time_of("a time with a fraction", &format!("{now}.0")),
            time_of("a time with an exponent", "1.8e9"),
            time_of("a time in a list", &format!("[{now}]")),
            time_of("a time with a sign", &format!("\"+{now}\"")),
            time_of("a time with a space", &format!("\" {now}\"")),
            time_of("a time of the far future", "99999999999999999999"),
            time_of("a time that is true", "true"),
        ]
    });
}
