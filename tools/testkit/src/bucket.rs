//! An object storage: a server of the S3 protocol. Files are stored and removed by requests to signed URLs.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

mod signature;

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

/// The access key of the only user.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
/// The secret key of the only user.
pub const SECRET_KEY: &str = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";

/// The name of the only bucket.
const NAME: &str = "pictures";

/// The largest object, in bytes.
const MOST: usize = 64 * 1024 * 1024;

/// A stored object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The content type.
    pub media_type: String,
    /// The header `Cache-Control`.
    pub cache_control: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The bucket `pictures`, in memory.
#[derive(Clone, Default)]
pub struct Bucket(Arc<Mutex<HashMap<String, Object>>>);

impl Bucket {
    /// Serves the bucket on a free port until the test program ends. The name of the bucket is the first part of each path.
    pub fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let bucket = Data::new(self.clone());
        thread::spawn(move || {
            let app = move || {
                App::new()
                    .app_data(bucket.clone())
                    .app_data(PayloadConfig::new(MOST))
                    .default_service(web::to(answer))
            };
            let server = HttpServer::new(app).workers(1).disable_signals();
            let server = server.listen(listener).expect("a server");
            actix_web::rt::System::new().block_on(server.run())
        });
        address
    }

    /// Returns the objects by their keys.
    pub fn objects(&self) -> HashMap<String, Object> {
        self.locked().clone()
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Object>> {
        self.0.lock().expect("no test panicked with it")
    }
}

async fn answer(request: HttpRequest, body: Bytes, bucket: Data<Bucket>) -> HttpResponse {
    if let Err(code) = signature::check(&request, ACCESS_KEY, SECRET_KEY) {
        return refused(StatusCode::FORBIDDEN, code);
    }
    let path = request.path().trim_start_matches('/');
    let Some((NAME, key)) = path.split_once('/') else {
        return refused(StatusCode::NOT_FOUND, "NoSuchBucket");
    };
    match *request.method() {
        Method::PUT => {
            let object = Object {
                media_type: header(&request, "content-type"),
                cache_control: header(&request, "cache-control"),
                bytes: body.to_vec(),
            };
            bucket.locked().insert(key.to_owned(), object);
            HttpResponse::Ok().finish()
        }
        Method::DELETE => {
            bucket.locked().remove(key);
            HttpResponse::NoContent().finish()
        }
        _ => refused(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

fn header(request: &HttpRequest, name: &str) -> String {
    let value = request.headers().get(name);
    let value = value.and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn refused(status: StatusCode, code: &str) -> HttpResponse {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
    HttpResponse::build(status)
        .content_type("application/xml")
        .body(body)
}
