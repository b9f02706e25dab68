//! The documentation generator: it makes Markdown, JSON, OpenAPI, OpenRPC and a Postman collection from products.
//!
//! [`model()`] makes the model from which every format is rendered. [`table()`] makes the machine-readable table of methods, which
//! [`differences()`] compares with an earlier one. [`wire_openapi()`] makes a document of the wire of one product. The Chinese texts
//! are in the doc comments; the English texts are in `english.toml` here and in each pack.

pub mod apps;
mod compatibility;
mod error;
mod examples;
mod fields;
mod general;
mod markdown;
mod methods;
mod model;
mod openapi;
mod openrpc;
mod postman;
mod product;
mod schemas;
mod table;
mod texts;
mod wires;

pub use compatibility::{Differences, differences};
pub use error::Error;
pub use examples::route_key;
pub use markdown::markdown;
pub use model::{
    Example, Field, General, Group, Lang, Method, Model, Reason, Rules, Section, Sign, Signing,
};
pub use openapi::openapi;
pub use openrpc::openrpc;
pub use postman::postman;
pub use product::Product;
pub use table::{class_names, codes, guard_names, table};
pub use texts::Translations;
pub use wires::call::{CallBody, WireCall};
pub use wires::{Refusal, UnsignedCall, UnsignedExample, UnsignedWire, wire_openapi};

use signet_call::Pack;

use methods::groups;
use texts::Texts;
use wires::OwnWire;

/// The default URL of the examples: a gateway on this machine.
pub const DEFAULT_URL: &str = "http://127.0.0.1:8080/";

/// Returns the documentation of products in a language, with examples that post to a URL.
///
/// # Errors
/// If a file of a pack is broken, which tests rule out, or if its wire cannot be created from its configuration.
pub fn model(products: &[Product<'_>], lang: Lang, url: &str) -> Result<Model, Error> {
    let packs: Vec<&Pack> = products.iter().map(|product| product.pack).collect();
    let texts = Texts::new(&packs, lang)?;
    let mut wires = Vec::new();
    for product in products {
        wires.extend(OwnWire::open(product)?);
    }
    Ok(Model {
        lang,
        title: texts.get("Signet API 接口文档"),
        version: env!("CARGO_PKG_VERSION"),
        url: url.to_owned(),
        general: general::general(&packs, &texts)?,
        wires: wires::wires(&wires, &texts, url),
        groups: groups(products, &wires, &texts, url)?,
        entries: packs.iter().flat_map(|pack| pack.methods).collect(),
        texts,
    })
}
