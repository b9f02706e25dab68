use md5::{Digest, Md5};

use super::*;
use crate::sign::sign;

const DATA: &str = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":1493898621,"nickname":"小明 a+b","url":"http://x/y?a=1%20b","list":[1,{"b":2,"a":1}]}"#;

fn secret() -> Secret {
    Secret::new("7512100214f62d7de8ba01b281d6da02").unwrap()
}

fn hash(parts: &[&[u8]]) -> String {
    hex::encode_upper(Md5::digest(parts.concat()))
}

/// Returns the diagnosis of a signature over other bytes.
fn of_text(signed: &[u8]) -> Option<Vec<Mistake>> {
    let given = sign(SignType::Md5, signed, &secret());
    diagnose(DATA, &given, SignType::Md5, &secret(), &[])
}

fn of_sign(given: &str) -> Option<Vec<Mistake>> {
    diagnose(DATA, given, SignType::Md5, &secret(), &[])
}

#[test]
fn a_right_signature_has_nothing_wrong() {
    assert_eq!(of_text(DATA.as_bytes()), Some(vec![]));
}

#[test]
fn a_signature_of_something_else_is_a_riddle() {
    assert_eq!(of_text(b"{}"), None);
    assert_eq!(of_sign(""), None);
}

#[test]
fn mistakes_of_case_and_space() {
    let right = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let lower = right.to_ascii_lowercase();
    assert_eq!(of_sign(&lower), Some(vec![Mistake::LowerCase]));
    assert_eq!(
        of_sign(&format!("{right}\n")),
        Some(vec![Mistake::SpaceAround])
    );
}

#[test]
fn mistakes_of_the_formula() {
    let text = secret().expose().to_owned();
    let md5 = |text: String| hash(&[text.as_bytes()]);
    assert_eq!(
        of_sign(&md5(format!("{text}{DATA}"))),
        Some(vec![Mistake::SecretFirst])
    );
    assert_eq!(
        of_sign(&md5(DATA.to_owned())),
        Some(vec![Mistake::NoSecret])
    );
    for spaced in [
        format!("{text}\n"),
        format!("{text}\r\n"),
        format!("{text} "),
        format!(" {text}"),
    ] {
        assert_eq!(
            of_sign(&md5(format!("{DATA}{spaced}"))),
            Some(vec![Mistake::SecretWithSpace])
        );
    }
    let hmac = sign(SignType::HmacSha256, DATA.as_bytes(), &secret());
    assert_eq!(of_sign(&hmac), Some(vec![Mistake::HmacForMd5]));
    let right = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let declared_hmac = diagnose(DATA, &right, SignType::HmacSha256, &secret(), &[]);
    assert_eq!(declared_hmac, Some(vec![Mistake::Md5ForHmac]));
}

#[test]
fn mistakes_of_the_secret() {
    let old = Secret::new("0123456789abcdef0123456789abcdef").unwrap();
    let given = sign(SignType::Md5, DATA.as_bytes(), &old);
    let said = diagnose(
        DATA,
        &given,
        SignType::Md5,
        &secret(),
        std::slice::from_ref(&old),
    );
    assert_eq!(said, Some(vec![Mistake::RetiredSecret]));
    assert_eq!(of_sign(&given), None);
}

#[test]
fn mistakes_of_the_bytes() {
    let (gbk, _, _) = encoding_rs::GBK.encode(DATA);
    let encoded = "%7B%22method%22%3A%22user.login%22%2C%22v%22%3A%221.0.0%22%2C%22appid%22%3A%22ios_app_id%22%2C%22timestamp%22%3A1493898621%2C%22nickname%22%3A%22%E5%B0%8F%E6%98%8E+a%2Bb%22%2C%22url%22%3A%22http%3A%2F%2Fx%2Fy%3Fa%3D1%2520b%22%2C%22list%22%3A%5B1%2C%7B%22b%22%3A2%2C%22a%22%3A1%7D%5D%7D";
    let cases = [
        (format!("{DATA}\n").into_bytes(), Mistake::TrailingNewline),
        (format!("{DATA}\r\n").into_bytes(), Mistake::TrailingNewline),
        (
            format!("\u{feff}{DATA}").into_bytes(),
            Mistake::ByteOrderMark,
        ),
        (gbk.into_owned(), Mistake::Gbk),
        (encoded.as_bytes().to_vec(), Mistake::SignedEncoded),
        (DATA.replace("%20", " ").into_bytes(), Mistake::DecodedTwice),
        (DATA.replace('+', " ").into_bytes(), Mistake::DecodedTwice),
    ];
    for (signed, mistake) in cases {
        assert_eq!(of_text(&signed), Some(vec![mistake]));
    }
    let given = sign(SignType::Md5, DATA.as_bytes(), &secret());
    let sent = format!("{DATA}\n");
    let said = diagnose(&sent, &given, SignType::Md5, &secret(), &[]);
    assert_eq!(said, Some(vec![Mistake::Trimmed]));
}

#[test]
fn the_encoded_form_of_any_library() {
    let data = "{\"a\":\"-_.~!*'()/ \"}";
    let quoted = "%7B%22a%22%3A%22";
    for (library, rest) in [
        ("PHP urlencode", "-_.%7E%21%2A%27%28%29%2F+%22%7D"),
        ("PHP rawurlencode", "-_.~%21%2A%27%28%29%2F%20%22%7D"),
        ("Python quote", "-_.~%21%2A%27%28%29/%20%22%7D"),
        ("Java URLEncoder", "-_.%7E%21*%27%28%29%2F+%22%7D"),
        ("encodeURIComponent", "-_.~!*'()%2F%20%22%7D"),
    ] {
        let given = sign(
            SignType::Md5,
            format!("{quoted}{rest}").as_bytes(),
            &secret(),
        );
        let said = diagnose(data, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(vec![Mistake::SignedEncoded]), "{library}");
    }
}

#[test]
fn json_that_was_made_again() {
    let php = DATA.replace('/', "\\/").replace("小明", "\\u5c0f\\u660e");
    let slashes = DATA.replace('/', "\\/");
    let python = r#"{"method": "user.login", "v": "1.0.0", "appid": "ios_app_id", "timestamp": 1493898621, "nickname": "\u5c0f\u660e a+b", "url": "http://x/y?a=1%20b", "list": [1, {"b": 2, "a": 1}]}"#;
    let pretty = "{\n  \"method\": \"user.login\",\n  \"v\": \"1.0.0\",\n  \"appid\": \"ios_app_id\",\n  \"timestamp\": 1493898621,\n  \"nickname\": \"小明 a+b\",\n  \"url\": \"http://x/y?a=1%20b\",\n  \"list\": [\n    1,\n    {\n      \"b\": 2,\n      \"a\": 1\n    }\n  ]\n}";
    for signed in [php.as_str(), &slashes, python, pretty] {
        assert_eq!(
            of_text(signed.as_bytes()),
            Some(vec![Mistake::Reserialised]),
            "{signed}"
        );
    }
    let sorted = r#"{"appid":"ios_app_id","list":[1,{"b":2,"a":1}],"method":"user.login","nickname":"小明 a+b","timestamp":1493898621,"url":"http://x/y?a=1%20b","v":"1.0.0"}"#;
    let deep = sorted.replace(r#"{"b":2,"a":1}"#, r#"{"a":1,"b":2}"#);
    for signed in [sorted, &deep] {
        assert_eq!(of_text(signed.as_bytes()), Some(vec![Mistake::SortedKeys]));
    }
}

#[test]
fn signatures_of_other_protocols() {
    let data = r#"{"method":"a.b","appid":"x","timestamp":1,"token":""}"#;
    for signed in [
        "appidxmethoda.btimestamp1",
        "appid=x&method=a.b&timestamp=1",
    ] {
        let given = sign(SignType::Md5, signed.as_bytes(), &secret());
        let said = diagnose(data, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(vec![Mistake::Concatenated]), "{signed}");
    }
}

#[test]
fn two_mistakes_at_once_are_both_named() {
    let given = sign(SignType::Md5, format!("{DATA}\n").as_bytes(), &secret());
    let said = of_sign(&given.to_ascii_lowercase());
    assert_eq!(
        said,
        Some(vec![Mistake::TrailingNewline, Mistake::LowerCase])
    );
    let php = DATA.replace('/', "\\/").replace("小明", "\\u5c0f\\u660e");
    let first = hash(&[secret().expose().as_bytes(), php.as_bytes()]);
    assert_eq!(
        of_sign(&first),
        Some(vec![Mistake::SecretFirst, Mistake::Reserialised])
    );
}

/// Data that JSON writers serialise in different ways.
const SHOP: &str = r#"{"method":"goods.list","v":"1.0.0","appid":"ios_app_id","timestamp":1795840000,"keywords":"杯 A&B <x> 'q' a/b=c+d"}"#;
const KEYWORDS: &str = "杯 A&B <x> 'q' a/b=c+d";

fn of_shop(signed: &str) -> Option<Vec<Mistake>> {
    let given = sign(SignType::Md5, signed.as_bytes(), &secret());
    diagnose(SHOP, &given, SignType::Md5, &secret(), &[])
}

#[test]
fn the_writers_of_all_common_languages_are_known() {
    for (writer, keywords) in [
        ("Go", r"杯 A\u0026B \u003cx\u003e 'q' a/b=c+d"),
        (
            "Gson",
            r"杯 A\u0026B \u003cx\u003e \u0027q\u0027 a/b\u003dc+d",
        ),
        (
            "System.Text.Json",
            r"\u676F A\u0026B \u003Cx\u003E \u0027q\u0027 a/b=c\u002Bd",
        ),
        ("PHP", r"\u676f A&B <x> 'q' a\/b=c+d"),
        (
            "Symfony",
            r"\u676f A\u0026B \u003Cx\u003E \u0027q\u0027 a\/b=c+d",
        ),
        ("Apple, Android, cjson", r"杯 A&B <x> 'q' a\/b=c+d"),
        ("Python, compact", r"\u676f A&B <x> 'q' a/b=c+d"),
        ("Jackson, ASCII", r"\u676F A&B <x> 'q' a/b=c+d"),
        ("fastjson, browsers", r"\u676F A&B <x> 'q' a\/b=c+d"),
        (
            "Newtonsoft, HTML",
            r"杯 A\u0026B \u003cx\u003e \u0027q\u0027 a/b=c+d",
        ),
    ] {
        let signed = SHOP.replace(KEYWORDS, keywords);
        assert_eq!(
            of_shop(&signed),
            Some(vec![Mistake::Reserialised]),
            "{writer}"
        );
    }
    let members = |colon: &str, comma: &str| {
        let text = SHOP.replace("\":", &format!("\"{colon}"));
        text.replace(",\"", &format!(",{comma}\""))
    };
    let pretty = |colon: &str| {
        let inner = members(colon, "\n  ")
            .replace('{', "{\n  ")
            .replace('}', "\n}");
        inner.replace("a/b", if colon == " : " { "a\\/b" } else { "a/b" })
    };
    for (writer, signed) in [
        ("Python", members(": ", " ").replace('杯', "\\u676f")),
        ("Python, not ASCII", members(": ", " ")),
        ("JavaScript, indented", pretty(": ")),
        ("Apple, indented", pretty(" : ")),
        ("Gson, untyped", {
            let gson = r"杯 A\u0026B \u003cx\u003e \u0027q\u0027 a/b\u003dc+d";
            SHOP.replace(KEYWORDS, gson)
                .replace("1795840000", "1.79584E9")
        }),
        ("a form", SHOP.replace("1795840000", "\"1795840000\"")),
    ] {
        assert_eq!(
            of_shop(&signed),
            Some(vec![Mistake::Reserialised]),
            "{writer}: {signed}"
        );
    }
    let go = r#"{"appid":"ios_app_id","keywords":"杯 A\u0026B \u003cx\u003e 'q' a/b=c+d","method":"goods.list","timestamp":1795840000,"v":"1.0.0"}"#;
    assert_eq!(of_shop(go), Some(vec![Mistake::SortedKeys]), "a map of Go");
}

#[test]
fn a_lost_plus_is_found_among_blanks_and_suspected_among_many() {
    let right = sign(SignType::Md5, SHOP.as_bytes(), &secret());
    let arrived = SHOP.replace('+', " ");
    let said = diagnose(&arrived, &right, SignType::Md5, &secret(), &[]);
    assert_eq!(said, Some(vec![Mistake::PlusLost]));
    let many = SHOP.replace("杯", "a b c d e f g h");
    let right = sign(SignType::Md5, many.as_bytes(), &secret());
    let arrived = many.replace('+', " ");
    assert_eq!(
        diagnose(&arrived, &right, SignType::Md5, &secret(), &[]),
        None
    );
    assert_eq!(guesses(&arrived, &right, SignType::Md5), [Guess::PlusLost]);
    assert!(Guess::PlusLost.explain().contains("may"));
}

#[test]
fn what_is_lost_or_changed_on_the_way() {
    let html = |text: &str| {
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        text.replace('"', "&quot;").replace('\'', "&#039;")
    };
    let utf16: Vec<u8> = SHOP.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (signed, mistake) in [
        (html(SHOP).into_bytes(), Mistake::HtmlEscaped),
        (
            SHOP.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .into_bytes(),
            Mistake::HtmlEscaped,
        ),
        (utf16, Mistake::Utf16),
        (SHOP.replace('杯', "?").into_bytes(), Mistake::Ascii),
        (format!("data={SHOP}").into_bytes(), Mistake::SignedForm),
    ] {
        let given = sign(SignType::Md5, &signed, &secret());
        let said = diagnose(SHOP, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(vec![mistake]));
    }
    let sent_and_signed = |sent: &str, signed: &[u8]| {
        let given = sign(SignType::Md5, signed, &secret());
        diagnose(sent, &given, SignType::Md5, &secret(), &[])
    };
    let escaped = SHOP
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    assert_eq!(
        sent_and_signed(&escaped, SHOP.as_bytes()),
        Some(vec![Mistake::HtmlEscaped])
    );
    let mojibake: String = SHOP.bytes().map(char::from).collect();
    assert_eq!(
        sent_and_signed(&mojibake, SHOP.as_bytes()),
        Some(vec![Mistake::EncodedTwice])
    );
    let lines = SHOP.replace(",\"", ",\n\"");
    let windows = lines.replace('\n', "\r\n");
    assert_eq!(
        sent_and_signed(&lines, windows.as_bytes()),
        Some(vec![Mistake::LineEnds])
    );
    assert_eq!(
        sent_and_signed(&windows, lines.as_bytes()),
        Some(vec![Mistake::LineEnds])
    );
    let smart = SHOP.replace("'q'", "‘q’");
    assert_eq!(
        sent_and_signed(&smart, SHOP.as_bytes()),
        Some(vec![Mistake::SmartQuotes])
    );
}

/// Computed with OpenSSL from the data `{}` and the secret `0123456789abcdef`.
const OPENSSL: &[(&str, Mistake)] = &[
    ("F71684A212D70FF724E34BD2FA4130B9", Mistake::HmacMd5),
    (
        "1ED9AF9E5E8FF2F804BCFF95A337649C0095D057",
        Mistake::HmacSha1,
    ),
    ("63E3989AF46B345E9C47BCF5A1304C5FBA132452", Mistake::Sha1),
    (
        "891AA736F445819486825EBE2688E5345C6D0E64935BBF72AE021B9D788EB22D",
        Mistake::Sha256,
    ),
    (
        "3601F574200E4788F443BFEEE30E4188FAE7330554764A6388D31C0E497943CC",
        Mistake::Sha256,
    ),
    (
        "C1DB4509609E40D657B6580F50A87378CB82E032D059F576E49B5C43043B6893",
        Mistake::HmacSwapped,
    ),
    (
        "CFB071C4455924C26F8D91A43C5A27BE89B1ADD1AD9E46BBA35C5A4028F4D3AA",
        Mistake::HmacOfBoth,
    ),
];

#[test]
fn the_formulas_of_other_products() {
    let key = secret().expose().to_owned();
    let pairs = format!(
        "appid=ios_app_id&keywords={KEYWORDS}&method=goods.list&timestamp=1795840000&v=1.0.0"
    );
    let row = format!("appidios_app_idkeywords{KEYWORDS}methodgoods.listtimestamp1795840000v1.0.0");
    let md5 = |text: String| hash(&[text.as_bytes()]);
    use Mistake::*;
    for (given, mistakes) in [
        (
            md5(format!("{pairs}&key={key}")),
            vec![KeySuffix, Concatenated],
        ),
        (md5(format!("{pairs}{key}")), vec![Concatenated]),
        (
            md5(format!("{key}{row}{key}")),
            vec![SecretAround, Concatenated],
        ),
        (md5(format!("{key}{SHOP}{key}")), vec![SecretAround]),
        (md5(format!("{SHOP}&key={key}")), vec![KeySuffix]),
        (md5(format!("{SHOP}&{key}")), vec![Joined]),
        (
            md5(format!("{}{key}", md5(SHOP.to_owned()))),
            vec![DoubleMd5],
        ),
        (
            md5(format!("{SHOP}{}", key.to_uppercase())),
            vec![SecretCase],
        ),
    ] {
        let said = diagnose(SHOP, &given, SignType::Md5, &secret(), &[]);
        assert_eq!(said.as_ref(), Some(&mistakes));
        let mistakes: Vec<_> = mistakes.into_iter().chain([LowerCase]).collect();
        let said = diagnose(SHOP, &given.to_lowercase(), SignType::Md5, &secret(), &[]);
        assert_eq!(said, Some(mistakes));
    }
    let secret = Secret::new("0123456789abcdef").unwrap();
    for (given, mistake) in OPENSSL {
        let said = diagnose("{}", given, SignType::Md5, &secret, &[]);
        assert_eq!(said, Some(vec![*mistake]), "{given}");
    }
}

#[test]
fn other_ways_to_write_the_right_digest() {
    let right = sign(SignType::Md5, SHOP.as_bytes(), &secret());
    let say = |given: &str| diagnose(SHOP, given, SignType::Md5, &secret(), &[]);
    let pairs: Vec<&str> = (0..16).map(|at| &right[2 * at..2 * at + 2]).collect();
    assert_eq!(say(&pairs.join("-")), Some(vec![Mistake::Separators]));
    assert_eq!(say(&right[8..24]), Some(vec![Mistake::HalfMd5]));
    let half = right[8..24].to_lowercase();
    assert_eq!(say(&half), Some(vec![Mistake::HalfMd5, Mistake::LowerCase]));
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    assert_eq!(
        say(&encode(&hex::decode(&right).unwrap())),
        Some(vec![Mistake::Base64])
    );
    assert_eq!(
        say(&encode(right.to_lowercase().as_bytes())),
        Some(vec![Mistake::Base64])
    );
}

#[test]
fn a_guess_says_that_it_is_one() {
    let of = |data: &str, given: &str| guesses(data, given, SignType::Md5);
    assert_eq!(of("{}", &"0".repeat(32)), []);
    assert_eq!(of("{}", &"0".repeat(64)), [Guess::OtherKind]);
    assert_eq!(of("{}", "nonsense"), [Guess::NoSignature]);
    assert_eq!(
        of("{\"a\":\"??\"}", &"0".repeat(32)),
        [Guess::CharactersLost]
    );
    assert_eq!(
        of("{\"a\":\"&amp;\"}", &"0".repeat(32)),
        [Guess::HtmlEscaped]
    );
}

#[test]
fn a_diagnosis_is_bounded() {
    // The data with the most possible spellings, at the largest size that is diagnosed for callers that are not verified.
    let data = format!(
        r#"{{"a":"{}","b":[1,{{"d":1.5,"c":"  </"}}]}}"#,
        "杯&<>'=+`/%41\\n\u{2028}".repeat(150)
    );
    let mut texts = 0;
    let none: Option<()> = rewrite::find(&data, |_| {
        texts += 1;
        None
    });
    assert_eq!(none, None);
    assert!(texts < 200, "{texts}");
}
