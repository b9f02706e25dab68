//! The least that the HTTP library can do with the form of a call: read it and send it back.

use std::env;
use std::io;

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

async fn echo(form: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(form)
}

/// Listens on the address that is its only argument.
#[actix_web::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:0".to_owned());
    HttpServer::new(|| App::new().route("/", web::post().to(echo)))
        .bind(address)?
        .run()
        .await
}
