//! `gateway check`: good and bad results, and that nothing is changed.

use std::process::Output;

use signet_domain::clock::Clock;
use signet_testkit::{Authority, TlsFront, unique};

use crate::cli::{fails, run, run_on};
use crate::sms_http::Provider;
use crate::usual;

/// Returns the lines of a check.
fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}

fn line<'a>(lines: &'a [String], start: &str) -> &'a str {
    let found = lines.iter().find(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("no line starts with {start}: {lines:#?}"))
}

#[test]
fn what_works_is_said_and_nothing_is_made() {
    let gateway = usual().start();
    let output = run_on(&gateway, &["check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let found = lines(&output);
    for subject in ["storage", "messages", "uploads", "certificates", "clock"] {
        line(&found, &format!("ok    {subject}"));
    }

    let folder = std::env::temp_dir().join(unique("signet-check"));
    let url = format!("sqlite://{}/gateway.db", folder.display());
    let uploads = format!("{}/uploads", folder.display());
    let environment = [
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__UPLOAD__DIR", &uploads),
    ];
    let output = run(&["check"], &environment);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(line(&lines(&output), "ok    storage").contains("is not there"));
    assert!(!folder.exists());
    fails(
        &["check"],
        &[("GATEWAY__OPS__LISTEN", "9090")],
        2,
        &["ops.listen"],
    );
}

#[test]
fn what_does_not_work_is_said_with_a_cure() {
    let folder = std::env::temp_dir().join(unique("signet-check"));
    let url = format!("sqlite://{}/gateway.db", folder.display());
    let environment = [
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__CACHE__URL", "redis://127.0.0.1:9/"),
        ("GATEWAY__SMS__DRIVER", "http"),
        ("GATEWAY__SMS__HTTP__URL", "http://127.0.0.1:9/"),
        ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
        ("GATEWAY__UPLOAD__DRIVER", "s3"),
        ("GATEWAY__UPLOAD__S3__ENDPOINT", "http://127.0.0.1:9"),
        ("GATEWAY__UPLOAD__S3__BUCKET", "pictures"),
        ("GATEWAY__UPLOAD__S3__PATH_STYLE", "true"),
        ("GATEWAY__UPLOAD__S3__ACCESS_KEY", "a"),
        ("GATEWAY__UPLOAD__S3__SECRET_KEY", "0123456789abcdef"),
    ];
    let output = run(&["check"], &environment);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found = lines(&output);
    assert!(line(&found, "FAIL  cache").contains("127.0.0.1:9"));
    assert!(line(&found, "FAIL  messages").contains("sms.http.url"));
    assert!(line(&found, "FAIL  uploads").contains("upload.s3.endpoint"));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("0123456789abcdef"));
}

#[test]
fn a_certificate_is_reported_before_it_ends_and_no_message_is_sent() {
    let authority = Authority::new();
    let file = std::env::temp_dir().join(unique("signet-authority"));
    std::fs::write(&file, authority.pem()).unwrap();
    let provider = Provider::start(&[]);
    let backend = provider.url.split('/').nth(2).unwrap().parse().unwrap();
    let days = |days: i64| Clock::default().now() + days * 86_400 + 3600;
    for (until, start, message) in [
        (days(90), "ok    certificates", "90 more days"),
        (days(3), "warn  certificates", "3 more days; renew"),
        (days(-3), "FAIL  certificates", "expired"),
    ] {
        let front = TlsFront::start(&authority.issue_until("localhost", until), backend);
        let url = format!("https://localhost:{}/send", front.address.port());
        let environment = [
            (
                "GATEWAY__STORAGE__URL",
                "sqlite:///tmp/signet-no-such/gateway.db",
            ),
            ("GATEWAY__SECURITY__CA_FILE", file.to_str().unwrap()),
            ("GATEWAY__SMS__DRIVER", "http"),
            ("GATEWAY__SMS__HTTP__URL", &url),
            ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
        ];
        let found = lines(&run(&["check"], &environment));
        assert!(line(&found, start).contains(message), "{found:#?}");
    }
    assert!(provider.seen().iter().all(|seen| seen.body.is_empty()));
    std::fs::remove_file(file).unwrap();
}
