//! Servers with TLS under a private authority.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Output;

use serde_json::json;
use signet_testkit::bucket::Bucket;
use signet_testkit::{APPID, Authority, SECRET, TlsFront, unique};

use crate::cli::{json_of, run};
use crate::sms_http::{Provider, send};
use crate::uploads::s3::gateway_on;
use crate::uploads::upload;
use crate::usual;
use signet_pictures as pictures;

/// A folder with the certificate of an authority, removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn of(authority: &Authority) -> Folder {
        let folder = Folder(std::env::temp_dir().join(unique("signet-trust")));
        std::fs::create_dir_all(&folder.0).unwrap();
        std::fs::write(folder.file(), authority.pem()).unwrap();
        folder
    }

    fn file(&self) -> String {
        self.0.join("authority.pem").display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The address in a URL such as `http://127.0.0.1:80/send`.
fn address(url: &str) -> SocketAddr {
    url.split('/').nth(2).unwrap().parse().unwrap()
}

#[test]
fn messages_go_to_a_provider_of_an_own_authority() {
    let authority = Authority::new();
    let folder = Folder::of(&authority);
    let mut provider = Provider::start(&[]);
    let front = TlsFront::start(&authority.issue("localhost"), address(&provider.url));
    provider.url = format!("https://localhost:{}/send", front.address.port());
    let unknown = provider.gateway();
    assert_eq!(send(&unknown).sub_code(), "sms_failed");
    assert!(
        provider.seen().is_empty(),
        "nothing was sent to the provider"
    );
    let gateway = unknown.restart_with(|settings| settings.security.ca_file = folder.file());
    assert_eq!(send(&gateway).code(), 200);
    assert_eq!(provider.seen().len(), 1);
}

#[test]
fn pictures_go_to_a_bucket_of_an_own_authority() {
    let authority = Authority::new();
    let folder = Folder::of(&authority);
    let bucket = Bucket::default();
    let front = TlsFront::start(&authority.issue("localhost"), bucket.serve());
    let gateway = gateway_on(front.address, |settings| {
        settings.upload.s3.endpoint = format!("https://localhost:{}", front.address.port());
        settings.security.ca_file = folder.file();
    });
    let token = gateway.register("18575202691");
    let answer = upload(&gateway, &token, &pictures::png(60, 40));
    assert_eq!(answer.code(), 200, "{answer:?}");
    assert_eq!(bucket.objects().len(), 1);
}

/// Makes a call over TLS with the command line.
fn call(front: &TlsFront, host: &str, environment: &[(&str, &str)]) -> Output {
    let url = format!("https://{host}:{}/", front.address.port());
    let arguments = [
        "call",
        "system.upgrade",
        "platform:=1",
        "app_v=1.0.0",
        "--url",
        &url,
        "--appid",
        APPID,
        "--secret",
        SECRET,
    ];
    run(&arguments, environment)
}

#[test]
fn the_variables_of_openssl_name_authorities() {
    let authority = Authority::new();
    let folder = Folder::of(&authority);
    let (file, directory) = (folder.file(), folder.0.display().to_string());
    let gateway = usual().start();
    let front = TlsFront::start(&authority.issue("localhost"), address(&gateway.url));
    for variable in [("SSL_CERT_FILE", &file), ("SSL_CERT_DIR", &directory)] {
        let output = call(&front, "localhost", &[(variable.0, variable.1.as_str())]);
        assert_eq!(json_of(&output)["code"], json!(200), "{variable:?}");
    }
    let refused = |output: Output| {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        error
    };
    let other = Folder::of(&Authority::new());
    let error = refused(call(
        &front,
        "localhost",
        &[("SSL_CERT_FILE", &other.file())],
    ));
    assert!(error.contains("invalid peer certificate"), "{error}");
    // The certificate is trusted, but it is for another name.
    let error = refused(call(&front, "127.0.0.1", &[("SSL_CERT_FILE", &file)]));
    assert!(error.contains("localhost"), "{error}");
    let error = refused(call(
        &front,
        "localhost",
        &[("SSL_CERT_FILE", "/no/such.pem")],
    ));
    assert!(
        error.contains("SSL_CERT_FILE") && error.contains("/no/such.pem"),
        "{error}"
    );
}
