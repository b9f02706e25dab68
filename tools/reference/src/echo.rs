//! An echo server: the HTTP library reads the form of a call and sends its `data` back, and nothing else happens.

use std::env;
use std::io;

use actix_web::web::{self, Bytes, Form};
use actix_web::{App, HttpResponse, HttpServer};
use serde::Deserialize;

/// The fields of the form.
#[derive(Deserialize)]
struct Call {
    data: String,
}

/// Sends the field `data` of the form back.
async fn echo(form: Form<Call>) -> HttpResponse {
    respond(form.into_inner().data.into())
}

/// Sends the body back without parsing it.
async fn echo_bytes(body: Bytes) -> HttpResponse {
    respond(body)
}

fn respond(body: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(body)
}

/// Listens on the address that is its only argument.
#[actix_web::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:0".to_owned());
    let app = || {
        App::new()
            .route("/", web::post().to(echo))
            .route("/bytes", web::post().to(echo_bytes))
    };
    HttpServer::new(app).bind(address)?.run().await
}
