//! The documentation generator: packs in, Markdown, JSON, OpenAPI, OpenRPC and a Postman collection out.
//!
//! [`model()`] makes what every format is rendered from, [`table()`] the machine-readable table of methods, which
//! [`differences()`] compares with an earlier one. Texts are those of the doc comments, which are Chinese; the English ones
//! come from `english.toml` here and in each pack.

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
mod schemas;
mod table;
mod texts;

pub use compatibility::{Differences, differences};
pub use error::Error;
pub use markdown::markdown;
pub use model::{
    Example, Field, General, Group, Lang, Method, Model, Reason, Rules, Section, Sign, Signing,
};
pub use openapi::openapi;
pub use openrpc::openrpc;
pub use postman::postman;
pub use table::{class_names, codes, guard_names, table};
pub use texts::Translations;

use signet_call::Pack;

use methods::groups;
use texts::Texts;

/// The default URL of the examples: a gateway on this machine.
pub const DEFAULT_URL: &str = "http://127.0.0.1:8080/";

/// Returns the documentation of packs in a language, with examples that post to a URL.
///
/// # Errors
/// If a file of a pack is broken, which tests rule out.
pub fn model(packs: &[&Pack], lang: Lang, url: &str) -> Result<Model, Error> {
    let texts = Texts::new(packs, lang)?;
    Ok(Model {
        lang,
        title: texts.get("Signet API 接口文档"),
        version: env!("CARGO_PKG_VERSION"),
        url: url.to_owned(),
        general: general::general(packs, &texts)?,
        groups: groups(packs, &texts, url)?,
        entries: packs.iter().flat_map(|pack| pack.methods).collect(),
        texts,
    })
}
