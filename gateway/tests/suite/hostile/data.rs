use signet_testkit::APPID;

use super::{Case, case, check, honest_data, post_and_stay, signed};

/// Each is rightly signed: what is refused is refused for itself.
#[test]
fn json_that_two_readers_could_read_differently() {
    check(|gateway| {
        let of = |name: &str, data: &str| -> Case {
            case(name, post_and_stay(&signed(gateway, data)), "200 bad_data")
        };
        let good = honest_data(gateway);
        let with = |member: &str| good.replacen('{', &format!("{{{member},"), 1);
        let keys: Vec<String> = (0..257).map(|n| format!("\"k{n}\":1")).collect();
        vec![
            of("nothing", ""),
            of("a list", &format!("[{good}]")),
            of("null", "null"),
            of("a text", "\"{}\""),
            of("no end", "{"),
            of("two objects", &format!("{good}{good}")),
            of("trailing garbage", &format!("{good}x")),
            of("a trailing NUL", &format!("{good}\0")),
            of("a byte order mark", &format!("\u{feff}{good}")),
            of("a key twice", &with("\"method\":\"user.detail\"")),
            of(
                "a key twice by an escape",
                &with("\"\\u006dethod\":\"user.detail\""),
            ),
            of("a key twice within", &with("\"a\":{\"b\":1,\"b\":1}")),
            of("NUL in a text", &with("\"a\":\"\\u0000\"")),
            of("NUL in a key", &with("\"a\\u0000\":1")),
            of("a raw NUL", &with("\"a\":\"\0\"")),
            of("a raw line end", &with("\"a\":\"\n\"")),
            of("half a surrogate", &with("\"a\":\"\\ud800\"")),
            of("the other half", &with("\"a\":\"\\udc00\"")),
            of(
                "surrogates in the wrong order",
                &with("\"a\":\"\\udc00\\ud800\""),
            ),
            of("half a surrogate in a key", &with("\"\\ud800\":1")),
            of(
                "17 levels",
                &with(&format!("\"a\":{}1{}", "[".repeat(16), "]".repeat(16))),
            ),
            of(
                "30,000 levels",
                &with(&format!("\"a\":{}", "[".repeat(30_000))),
            ),
            of("257 keys", &with(&keys.join(","))),
            of(
                "more than 64 KiB",
                &with(&format!("\"a\":\"{}\"", "x".repeat(64 * 1024))),
            ),
            of("a number beyond all", &with("\"a\":1e999")),
            of(
                "a number of 5,000 digits",
                &with(&format!("\"a\":{}", "9".repeat(5000))),
            ),
            of("a leading zero", &with("\"a\":01")),
            of("a plus sign", &with("\"a\":+1")),
            of("hexadecimal", &with("\"a\":0x1")),
            of("no fraction", &with("\"a\":1.")),
            of("not a number", &with("\"a\":NaN")),
            of("infinity", &with("\"a\":-Infinity")),
            of("a comment", &with("/* */\"a\":1")),
            of("a trailing comma", &good.replace('}', ",}")),
            of("single quotes", &good.replace('"', "'")),
            of("a bare key", &with("a:1")),
            of("an unknown escape", &with("\"a\":\"\\x41\"")),
            of("another space", &with("\u{a0}\"a\":1")),
        ]
    });
}

#[test]
fn json_that_is_odd_but_plain() {
    check(|gateway| {
        let good = honest_data(gateway);
        let of = |name: &str, member: &str| {
            let data = good.replacen('{', &format!("{{{member},"), 1);
            case(name, post_and_stay(&signed(gateway, &data)), "200 ok")
        };
        vec![
            of(
                "a prototype",
                "\"__proto__\":{\"admin\":true},\"constructor\":{\"prototype\":{}}",
            ),
            of("minus zero", "\"a\":-0"),
            of("a number that floats round", "\"a\":9007199254740993"),
            of("a number near the end", "\"a\":1e308"),
            of(
                "many digits of a fraction",
                &format!("\"a\":0.{}", "1".repeat(5000)),
            ),
            of("an empty key", "\"\":1"),
            of("a pair of surrogates", "\"a\":\"\\ud83d\\ude00\""),
            of("text that turns around", "\"a\":\"\u{202e}\u{feff}\""),
            of(
                "keys that look alike",
                "\"мethod\":\"user.detail\",\"METHOD\":1,\" method\":2",
            ),
            of(
                "what other languages run",
                "\"a\":\"${jndi:ldap://x}' OR 1=1 -- <script>\\\"; DROP TABLE users\"",
            ),
            of(
                "16 levels",
                &format!("\"a\":{}{}", "[".repeat(15), "]".repeat(15)),
            ),
        ]
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
