use std::path::Path;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use signet_docs::{self as docs, DEFAULT_URL, Lang};

use super::chosen_packs;
use super::output::say;

/// Write the documentation of the methods of enabled packs
#[derive(Args)]
pub(super) struct Docs {
    /// Of all packs, whatever the configuration enables
    #[arg(long)]
    all: bool,
    /// The format
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// The language of the texts
    #[arg(long, default_value = "zh", value_parser = languages())]
    lang: Lang,
    /// The URL of the examples
    #[arg(long, value_name = "BASE", default_value = DEFAULT_URL)]
    url: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A document to read
    Markdown,
    /// The model of the other formats, for pages and generators
    Json,
    /// OpenAPI 3.1
    Openapi,
    /// OpenRPC 1.3
    Openrpc,
    /// A Postman collection 2.1 that signs
    Postman,
}

impl Docs {
    pub(super) fn run(&self, file: Option<&Path>) -> Result<()> {
        let model = docs::model(&chosen_packs(self.all, file)?, self.lang, &self.url)?;
        match self.format {
            Format::Markdown => say!("{}", docs::markdown(&model)?),
            Format::Json => say!("{:#}", serde_json::to_value(&model)?),
            Format::Openapi => say!("{:#}", docs::openapi(&model)),
            Format::Openrpc => say!("{:#}", docs::openrpc(&model)),
            Format::Postman => say!("{:#}", docs::postman(&model)),
        }
    }
}

fn languages() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::name)).try_map(|name| {
        let mut all = Lang::ALL.into_iter();
        all.find(|lang| lang.name() == name)
            .ok_or("there is no such language")
    })
}
