use anyhow::Result;
use clap::{Args, ValueEnum};

use super::output::say;
use crate::docs::{self, DEFAULT_URL, Lang};

/// Write the documentation of all methods
#[derive(Args)]
pub(super) struct Docs {
    /// What to write
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// The language of the texts
    #[arg(long, value_enum, default_value = "zh")]
    lang: Lang,
    /// Where the examples post to
    #[arg(long, value_name = "BASE", default_value = DEFAULT_URL)]
    url: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A document to read
    Markdown,
    /// What the other formats are made of, for pages and generators
    Json,
    /// OpenAPI 3.1
    Openapi,
    /// OpenRPC 1.3
    Openrpc,
    /// A Postman collection 2.1, which signs by itself
    Postman,
}

impl Docs {
    pub(super) fn run(&self) -> Result<()> {
        let model = docs::model(self.lang, &self.url)?;
        match self.format {
            Format::Markdown => say!("{}", docs::markdown(&model)?),
            Format::Json => say!("{:#}", serde_json::to_value(&model)?),
            Format::Openapi => say!("{:#}", docs::openapi(&model)?),
            Format::Openrpc => say!("{:#}", docs::openrpc(&model)?),
            Format::Postman => say!("{:#}", docs::postman(&model)),
        }
    }
}
