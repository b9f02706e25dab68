use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use signet_docs::{self as docs, DEFAULT_URL, Lang, Product};

use super::output::say;
use crate::packs::{self, PACKS};
use crate::settings::Settings;
use crate::wires::Wires;

/// Write the documentation of the methods of enabled packs, and of their wires that are enabled
#[derive(Args)]
pub(super) struct Docs {
    /// Include all packs, also those that the configuration does not enable
    #[arg(long)]
    all: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// The language of the texts
    #[arg(long, default_value = "zh", value_parser = languages())]
    lang: Lang,
    /// With `--format openapi`: describe the wire of this pack, whose calls are not signed
    #[arg(long, value_name = "PACK")]
    wire: Option<String>,
    /// The URL of the gateway in the examples
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
        let products = self.products(file)?;
        if let Some(pack) = &self.wire {
            return self.write_wire(pack, &products);
        }
        let model = docs::model(&products, self.lang, &self.url)?;
        match self.format {
            Format::Markdown => say!("{}", docs::markdown(&model)?),
            Format::Json => say!("{:#}", serde_json::to_value(&model)?),
            Format::Openapi => say!("{:#}", docs::openapi(&model)),
            Format::Openrpc => say!("{:#}", docs::openrpc(&model)),
            Format::Postman => say!("{:#}", docs::postman(&model)),
        }
    }

    fn products(&self, file: Option<&Path>) -> Result<Vec<Product<'static>>> {
        if self.all {
            return Ok(PACKS.iter().copied().map(Product::whole).collect());
        }
        let settings = Settings::load(file)?;
        let packs = packs::enabled(&settings.packs.enabled)?;
        Ok(Wires::new(&settings, &packs, false)?.products(&packs))
    }

    fn write_wire(&self, pack: &str, products: &[Product<'_>]) -> Result<()> {
        ensure!(
            matches!(self.format, Format::Openapi),
            "--wire needs --format openapi; the other formats have the wires with the methods"
        );
        let mut products = products.iter();
        let product = products.find(|product| product.pack.name == pack);
        let document = match product {
            Some(product) => docs::wire_openapi(product, self.lang, &self.url)?,
            None => None,
        };
        let document = document.with_context(|| {
            format!("no wire of {pack} is enabled; set wire.{pack}.enabled, or use --all")
        })?;
        say!("{document:#}")
    }
}

fn languages() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::name)).try_map(|name| {
        let mut all = Lang::ALL.into_iter();
        all.find(|lang| lang.name() == name)
            .ok_or("there is no such language")
    })
}
