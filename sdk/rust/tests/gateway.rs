//! Tests of the client against a gateway.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::{Value, json};
use signet_client::{Builder, Client, Error, Fault, Lost, Secret, SignType};
use signet_testkit::{APPID, LossyProxy, SECRET, SMS_CODE, TestGateway};

fn builder(url: &str) -> Builder {
    Client::builder(url, APPID, Secret::new(SECRET).unwrap()).common("platform", 1)
}

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// Starts a proxy that loses replies in front of a gateway. Returns its URL.
fn lossy(gateway: &TestGateway) -> String {
    let address = gateway.url.trim_start_matches("http://");
    let address = address.trim_end_matches('/').parse().unwrap();
    LossyProxy::start(address).unwrap().url()
}

/// Returns a client in the session of a new account. A second code for the same mobile within a minute would be a fault.
async fn register(client: &Client, mobile: &str) -> Client {
    let code = json!({"mobile": mobile, "key": "USER_REGISTER_CODE"});
    let () = client.call("sms.send", &code).await.unwrap();
    let account = json!({"mobile": mobile, "password": "secret_1", "code": SMS_CODE});
    let session: Value = client.call("user.register", &account).await.unwrap();
    client.with_token(session["token"].as_str().unwrap())
}

async fn fault(client: &Client, method: &str, parameters: Value) -> Fault {
    match client.call::<Value>(method, &parameters).await {
        Err(Error::Fault(fault)) => fault,
        other => panic!("no fault but {other:?}"),
    }
}

#[tokio::test]
async fn an_account_is_made_looked_at_and_left_with_either_signature() {
    let gateway = TestGateway::start();
    for (sign_type, mobile) in [
        (SignType::Md5, "13800000001"),
        (SignType::HmacSha256, "13800000002"),
    ] {
        let client = builder(&gateway.url).sign_type(sign_type).build().unwrap();
        let client = register(&client, mobile).await;
        let name = json!({"nickname": "a+b&c%/张😀"});
        let _: Value = client.call("user.nickname.edit", &name).await.unwrap();
        let user: Value = client.call("user.detail", &()).await.unwrap();
        assert_eq!(user["mobile"], mobile);
        assert_eq!(user["nickname"], name["nickname"]);
        let () = client.call("user.logout", &()).await.unwrap();
        let fault = fault(&client, "user.detail", json!({})).await;
        assert_eq!(
            (fault.code, fault.sub_code.as_str()),
            (601, "session_expired")
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_an_hour_wrong_is_put_right() {
    let gateway = TestGateway::start();
    let client = client(&gateway.url);
    for shift in [7200, -3600] {
        gateway.clock.shift(shift);
        let token = json!({"number": 1});
        let _: Value = client.call("system.request.token", &token).await.unwrap();
    }
    assert!((client.clock_offset() - 3600).abs() <= 1);
}

#[tokio::test]
async fn nothing_is_signed_again_after_an_attempt_without_a_reply() {
    let gateway = TestGateway::start();
    let client = client(&lossy(&gateway));
    gateway.clock.shift(3600);
    let refused = fault(&client, "system.init", json!({})).await;
    assert_eq!(refused.sub_code, "bad_timestamp");
    let _: Value = client.call("system.init", &()).await.unwrap();
}

#[tokio::test]
async fn a_retry_gets_the_stored_reply() {
    let gateway = TestGateway::start();
    let client = register(&client(&lossy(&gateway)), "13800000001").await;
    let png = include_bytes!("pixel.png");
    let uploaded: Value = client.upload("system.upload", &(), png).await.unwrap();
    assert!(uploaded["file_id"].as_i64() > Some(0));
}

#[tokio::test]
async fn no_reply_is_distinguished_from_a_fault() {
    let gateway = TestGateway::start();
    let impatient = builder(&lossy(&gateway)).attempts(2).build().unwrap();
    let lost = impatient.call::<Value>("system.init", &()).await;
    assert!(matches!(
        lost,
        Err(Error::NoReply {
            attempts: 2,
            source: Lost::Http(_)
        })
    ));

    let secret = Secret::new("0123456789abcdef").unwrap();
    let stranger = Client::builder(&gateway.url, APPID, secret)
        .build()
        .unwrap();
    let fault = fault(&stranger, "system.init", json!({})).await;
    assert_eq!(
        (fault.code, fault.sub_code.as_str()),
        (503, "bad_signature")
    );
    assert!(!fault.request_id.is_empty());
}

#[tokio::test]
async fn an_integer_of_64_bits_arrives_as_it_is() {
    let gateway = TestGateway::start();
    let goods = json!({"goods_id": i64::MAX});
    let fault = fault(&client(&gateway.url), "goods.detail", goods).await;
    assert_eq!(fault.sub_code, "goods_not_found");
}

#[tokio::test]
async fn an_answer_without_an_envelope_is_reported_with_its_status_and_content_type() {
    let of_json = "\r\nContent-Type: application/json";
    for (head, body, reason) in [
        (
            "502 Bad Gateway\r\nContent-Type: text/html",
            "<html>",
            "HTTP 502 without an envelope, content type text/html",
        ),
        (
            &format!("200 OK{of_json}"),
            "{\"code\":200,\"msg\":\"suc",
            "HTTP 200 without an envelope, content type application/json",
        ),
        (
            &format!("404 Not Found{of_json}"),
            "{\"error\":\"no route\"}",
            "HTTP 404 without an envelope, content type application/json",
        ),
        (
            "302 Found\r\nLocation: http://127.0.0.1:1/",
            "",
            "HTTP 302 without an envelope, content type none",
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 65_536]);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let client = builder(&url).attempts(1).build().unwrap();
        let lost = client.call::<Value>("system.init", &()).await.unwrap_err();
        assert_eq!(
            lost.to_string(),
            format!("no reply in 1 attempts: {reason}")
        );
        server.join().unwrap();
    }
}

#[tokio::test]
async fn a_missing_gateway_and_mistakes_of_the_program() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let client = builder(&url).attempts(1).build().unwrap();
    let lost = client.call::<Value>("system.init", &()).await;
    assert!(matches!(lost, Err(Error::NoReply { attempts: 1, .. })));
    let mistake = client.call::<Value>("system.init", &[1]).await;
    assert!(matches!(mistake, Err(Error::Parameters(_))));
    let nowhere = builder("nowhere").build().unwrap();
    let mistake = nowhere.call::<Value>("system.init", &()).await;
    assert!(matches!(mistake, Err(Error::Build(_))));
}
