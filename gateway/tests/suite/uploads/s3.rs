//! Uploads to an object storage.

use std::net::{SocketAddr, TcpListener};
use std::thread;

use serde_json::json;
use signet_domain::clock::Clock;
use signet_domain::uploads::DriverKind;
use signet_domain::uploads::{S3Bucket, S3Settings, Storage};
use signet_gateway::settings::Settings;
use signet_pictures as pictures;
use signet_testkit::bucket::{ACCESS_KEY, Bucket, SECRET_KEY};
use signet_testkit::{TestGateway, eventually};
use ureq::tls::TlsConfig;

use crate::uploads::{id_of, path_of, rows, upload};
use crate::usual;

const MOBILE: &str = "18575202691";

/// A gateway that keeps its files in a bucket at an address.
pub(crate) fn gateway_on(address: SocketAddr, change: impl FnOnce(&mut Settings)) -> TestGateway {
    let gateway = usual().with(|settings| {
        settings.upload.driver = DriverKind::S3;
        settings.upload.base_url = "https://files.example.com/".to_owned();
        let s3 = &mut settings.upload.s3;
        s3.endpoint = format!("http://{address}");
        s3.bucket = "pictures".to_owned();
        s3.region = "eu-west-1".to_owned();
        s3.path_style = true;
        s3.access_key = ACCESS_KEY.to_owned();
        s3.secret_key = SECRET_KEY.to_owned();
        change(settings);
    });
    gateway.start()
}

#[test]
fn a_picture_lands_in_the_bucket() {
    let bucket = Bucket::default();
    let gateway = gateway_on(bucket.serve(), |_| {});
    let token = gateway.register(MOBILE);
    let answer = upload(&gateway, &token, &pictures::webp_with_alpha(60, 40));
    let path = path_of(&answer);
    let url = format!("https://files.example.com{path}");
    assert_eq!(answer.data()["image_url"], json!(url));
    let objects = bucket.objects();
    assert_eq!(objects.len(), 1);
    let object = &objects[path.trim_start_matches('/')];
    assert_eq!(object.media_type, "image/png");
    assert_eq!(object.cache_control, "public, max-age=31536000, immutable");
    assert_eq!(image::load_from_memory(&object.bytes).unwrap().width(), 60);
    assert_eq!(rows(&gateway, id_of(&gateway, MOBILE))[0].path, path);
    // Files are only in the bucket: nothing is stored or served here.
    assert_eq!(gateway.download(&format!("files{path}")).status, 404);
    assert!(!std::fs::exists(&gateway.settings.upload.dir).unwrap());
}

#[test]
fn a_bucket_that_is_away_or_refuses_is_500_and_no_row() {
    let bucket = Bucket::default();
    let address = bucket.serve();
    let nowhere = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let wrong_key = |settings: &mut Settings| {
        settings.upload.s3.secret_key = "another key that is as secret".to_owned();
    };
    for gateway in [
        gateway_on(nowhere, |_| {}),
        gateway_on(address, wrong_key),
        gateway_on(address, |settings| {
            settings.upload.s3.access_key = "unknown".to_owned()
        }),
        gateway_on(address, |settings| {
            settings.upload.s3.bucket = "others".to_owned()
        }),
    ] {
        let token = gateway.register(MOBILE);
        let answer = upload(&gateway, &token, &pictures::png(60, 40));
        assert_eq!(answer.fault(), (500, "internal"), "{answer:?}");
        assert!(rows(&gateway, id_of(&gateway, MOBILE)).is_empty());
    }
    assert!(bucket.objects().is_empty());
}

#[test]
fn what_the_log_says_of_a_refusal_holds_no_secret() {
    let address = Bucket::default().serve();
    let nowhere = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let found = |address: SocketAddr, secret: &str| {
        let bucket = S3Bucket::new(
            S3Settings {
                endpoint: format!("http://{address}"),
                bucket: "pictures".to_owned(),
                region: "eu-west-1".to_owned(),
                path_style: true,
                access_key: ACCESS_KEY.to_owned(),
                secret_key: secret.to_owned(),
            },
            TlsConfig::default(),
        );
        let now = Clock::default().now();
        let put = bucket.unwrap().put("/images/x.png", "image/png", b"x", now);
        put.unwrap_err().to_string()
    };
    let wrong_key = "another key that is as secret";
    assert_eq!(
        found(address, wrong_key),
        "the object storage answered with HTTP status 403 SignatureDoesNotMatch"
    );
    let away = found(nowhere, SECRET_KEY);
    assert!(
        away.starts_with("the object storage cannot be reached: "),
        "{away}"
    );
    for secret in [SECRET_KEY, ACCESS_KEY, "X-Amz"] {
        assert!(!away.contains(secret), "{away}");
    }
}

#[test]
fn a_file_whose_row_cannot_be_written_leaves_the_bucket() {
    let bucket = Bucket::default();
    let gateway = gateway_on(bucket.serve(), |settings| settings.storage.pool = 1);
    let admin = gateway.admin();
    thread::scope(|scope| {
        let (taken, is_taken) = std::sync::mpsc::channel();
        let (release, until) = std::sync::mpsc::channel();
        let store = gateway.store();
        scope.spawn(move || {
            let take = move |_: &mut _| {
                taken.send(()).unwrap();
                until.recv().unwrap();
                Ok::<_, signet_store::Error>(())
            };
            store.run_blocking(take).unwrap();
        });
        is_taken.recv().unwrap();
        let answer = admin.upload("admin.image.upload", json!({}), &pictures::png(40, 30));
        release.send(()).unwrap();
        assert_eq!(answer.fault(), (500, "overloaded"), "{answer:?}");
    });
    eventually("the object is removed", || bucket.objects().is_empty());
    assert!(rows(&gateway, 0).is_empty());
}
