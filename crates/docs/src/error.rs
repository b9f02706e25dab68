/// The reason why the documentation cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A catalogue of English texts is not a TOML table of strings.
    #[error("the English texts of {pack}")]
    English {
        /// The pack.
        pack: &'static str,
        /// The error of the TOML parser.
        source: Box<toml::de::Error>,
    },
    /// The recorded examples are not JSON of the expected form.
    #[error("the recorded examples of {pack}")]
    Examples {
        /// The pack.
        pack: &'static str,
        /// The error of the JSON parser.
        source: serde_json::Error,
    },
    /// The wire of a pack cannot be created from its configuration.
    #[error("the wire of {pack}: {reason}")]
    Wire {
        /// The pack.
        pack: &'static str,
        /// The key that is wrong, and the cure.
        reason: String,
    },
    /// An example is a call of an app whose secret is unknown.
    #[error("{method}: the app of the example is unknown")]
    UnknownApp {
        /// The name and version of the method.
        method: String,
    },
    /// A secret of the documentation is too short for signing.
    #[error("a secret of the documentation")]
    Secret(#[from] signet_wire::sign::ShortSecret),
    /// A heading of the general part has no id.
    #[error("a heading of the general part has no {{#id}}")]
    Heading,
    /// A document cannot be rendered.
    #[error("the document cannot be rendered")]
    Render(#[from] minijinja::Error),
    /// A value is not JSON of the expected form.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The earlier table is not an export of `gateway methods --json`.
    #[error("this is no output of gateway methods --json")]
    NoTable(#[source] serde_json::Error),
}
