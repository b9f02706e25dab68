//! The files of the page, built by `web/docs` and part of the program, and the documents about the products.

use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, Encoding,
    EntityTag, Header, IfNoneMatch, LOCATION, REFERRER_POLICY, VARY, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use signet_docs::{self as docs, Lang, Product};

/// Allows only the page's own files, no script or style in the HTML, and no frames around the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A file in the two forms in which it is sent: plain and compressed.
struct Content {
    media_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
    tag: EntityTag,
}

impl Content {
    fn new(media_type: &'static str, plain: impl Into<Bytes>) -> Content {
        let plain = plain.into();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Compression in memory cannot fail. If it did, the file would be sent uncompressed.
        let gzip = encoder.write_all(&plain).and_then(|()| encoder.finish());
        let digest = hex::encode(Sha256::digest(&plain));
        Content {
            media_type,
            gzip: gzip.unwrap_or_default().into(),
            plain,
            // The tag is weak, because it names both forms.
            tag: EntityTag::new_weak(digest.chars().take(32).collect()),
        }
    }
}

/// A file that is part of the program.
macro_rules! content {
    ($media_type:literal, $name:literal) => {
        LazyLock::new(|| {
            let bytes = include_bytes!(concat!("../../../../web/docs/", $name));
            Content::new($media_type, &bytes[..])
        })
    };
}

static INDEX: LazyLock<Content> = content!("text/html; charset=utf-8", "index.html");
static SCRIPT: LazyLock<Content> = content!("text/javascript; charset=utf-8", "dist/page.js");
static STYLE: LazyLock<Content> = content!("text/css; charset=utf-8", "dist/page.css");
static ICON: LazyLock<Content> = content!("image/svg+xml", "icon.svg");

/// The documents of the products, each made at its first request.
pub(super) struct Api {
    products: Vec<Product<'static>>,
    documents: Vec<Document>,
}

/// A document, in every language.
struct Document {
    path: String,
    kind: Kind,
    chinese: OnceLock<Content>,
    english: OnceLock<Content>,
}

/// The kind of a document.
#[derive(Clone, Copy)]
enum Kind {
    /// The data of the page.
    Model,
    /// OpenAPI of signed calls.
    Signed,
    /// OpenAPI of the wire of the product with this index.
    Wire(usize),
}

impl Api {
    pub(super) fn new(products: Vec<Product<'static>>) -> Api {
        let document = |path: String, kind| Document {
            path,
            kind,
            chinese: OnceLock::new(),
            english: OnceLock::new(),
        };
        let mut documents = vec![
            document("/docs/api.json".to_owned(), Kind::Model),
            document("/docs/openapi.json".to_owned(), Kind::Signed),
        ];
        for (place, product) in products.iter().enumerate() {
            if product.wire.is_some() {
                let path = format!("/docs/{}.openapi.json", product.pack.name);
                documents.push(document(path, Kind::Wire(place)));
            }
        }
        Api {
            products,
            documents,
        }
    }

    fn find(&self, path: &str, language: Lang) -> Option<&Content> {
        let mut documents = self.documents.iter();
        let document = documents.find(|document| document.path == path)?;
        let content = match language {
            Lang::Zh => &document.chinese,
            Lang::En => &document.english,
        };
        Some(content.get_or_init(|| made(&self.products, document.kind, language)))
    }
}

/// Answers a GET or HEAD request for `/docs` or a path below it; `None` if there is no such file.
pub(super) fn serve(request: &Request, api: &Api) -> Option<HttpResponse> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let content = match request.path() {
        // The location is relative, so that it is also correct if a proxy puts a path in front.
        "/docs" => {
            let mut response = HttpResponse::PermanentRedirect();
            return Some(response.insert_header((LOCATION, "docs/")).finish());
        }
        "/docs/" => &*INDEX,
        "/docs/page.js" => &*SCRIPT,
        "/docs/page.css" => &*STYLE,
        "/docs/icon.svg" => &*ICON,
        path if is_english(request) => api.find(path, Lang::En)?,
        path => api.find(path, Lang::Zh)?,
    };
    Some(respond(request, content))
}

fn is_english(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|pair| pair == "lang=en")
}

fn respond(request: &Request, content: &Content) -> HttpResponse {
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&content.tag)),
        _ => false,
    };
    let mut response = HttpResponse::build(match known {
        true => StatusCode::NOT_MODIFIED,
        false => StatusCode::OK,
    });
    for header in [
        // A file keeps its name when its content changes: the browser caches it, and checks each time whether it is current.
        (CACHE_CONTROL, "no-cache"),
        (VARY, "Accept-Encoding"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        response.insert_header(header);
    }
    response.insert_header(("cross-origin-opener-policy", "same-origin"));
    response.insert_header(("cross-origin-resource-policy", "same-origin"));
    response.insert_header((ETAG, content.tag.clone()));
    if known {
        return response.finish();
    }
    response.content_type(content.media_type);
    if takes_gzip(request) && !content.gzip.is_empty() {
        response.insert_header((CONTENT_ENCODING, "gzip"));
        return response.body(content.gzip.clone());
    }
    response.body(content.plain.clone())
}

fn takes_gzip(request: &Request) -> bool {
    let supported = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(supported.iter()) == Some(Encoding::gzip()))
}

/// Returns a document as `gateway docs` writes it; empty if that fails, which tests rule out.
fn made(products: &[Product<'_>], kind: Kind, language: Lang) -> Content {
    let url = docs::DEFAULT_URL;
    let json = match kind {
        Kind::Model => {
            docs::model(products, language, url).and_then(|model| Ok(serde_json::to_vec(&model)?))
        }
        Kind::Signed => docs::model(products, language, url)
            .map(|model| docs::openapi(&model).to_string().into_bytes()),
        Kind::Wire(place) => products.get(place).map_or(Ok(Vec::new()), |product| {
            let document = docs::wire_openapi(product, language, url)?;
            Ok(document.unwrap_or_default().to_string().into_bytes())
        }),
    };
    Content::new("application/json", json.unwrap_or_default())
}
