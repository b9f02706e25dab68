use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use signet_domain::apps::AppClass;
use signet_domain::realms::Realm;
use signet_fault::{Code, Fault};
use signet_wire::json::{Object, Value};
use signet_wire::version::Version;
use signet_wire::{Answer, Style};

use crate::{Access, Ctx, Method, Violations};

/// A method in the table: its constants, with its type erased.
pub struct Entry {
    /// [`Method::NAME`]
    pub name: &'static str,
    /// [`Method::ALIASES`]
    pub aliases: &'static [&'static str],
    /// [`Method::VERSION`]
    pub version: Version,
    /// The realm whose sessions the method takes and whose accounts it is about; `None` for a method that takes sessions of any
    /// realm.
    pub realm: Option<&'static Realm>,
    /// [`Method::ACCESS`]
    pub access: Access,
    /// [`Method::CLASSES`]
    pub classes: &'static [AppClass],
    /// [`Method::ONCE`]
    pub once: bool,
    /// [`Method::HANDS_OUT_SESSION`]
    pub hands_out_session: bool,
    /// [`Method::REQUEST_TOKEN`]
    pub request_token: bool,
    /// [`Method::IMAGE`]
    pub image: bool,
    /// [`Method::AUDITED`]
    pub audited: bool,
    /// [`Method::STALE_IF_ERROR`]
    pub stale_if_error: bool,
    /// [`Method::ANY_CALLER`]
    pub any_caller: bool,
    /// [`Method::FAULTS`]
    pub faults: &'static [Code],
    /// [`Method::DONE`]
    pub done: &'static str,
    decode: fn(Object<'_>) -> Result<Box<dyn Prepared>, Violations>,
    parameters: fn(&mut SchemaGenerator) -> Schema,
    reply: fn(&mut SchemaGenerator) -> Schema,
}

impl Entry {
    /// Returns the entry of a method.
    pub const fn of<M: Method>() -> Entry {
        const {
            let by_operators = matches!(M::CLASSES, [AppClass::Admin]);
            assert!(
                M::AUDITED || !(M::ONCE && by_operators),
                "what only operators do is an Action or an Operation"
            );
        }
        Entry {
            name: M::NAME,
            aliases: M::ALIASES,
            version: M::VERSION,
            realm: None,
            access: M::ACCESS,
            classes: M::CLASSES,
            once: M::ONCE,
            hands_out_session: M::HANDS_OUT_SESSION,
            request_token: M::REQUEST_TOKEN,
            image: M::IMAGE,
            audited: M::AUDITED,
            stale_if_error: M::STALE_IF_ERROR,
            any_caller: M::ANY_CALLER,
            faults: M::FAULTS,
            done: M::DONE,
            decode: decode::<M>,
            parameters: M::json_schema,
            reply: M::Reply::json_schema,
        }
    }

    /// Returns the entry with a realm. [`methods!`](crate::methods) calls it.
    #[must_use]
    pub const fn in_realm(self, realm: &'static Realm) -> Entry {
        Entry {
            realm: Some(realm),
            ..self
        }
    }

    /// Reads the parameters of a call. Keys that are not parameters of the method are ignored, because the fixed parameters
    /// are in the same object.
    ///
    /// # Errors
    /// All violations at once.
    pub fn decode(&self, mut object: Object<'_>) -> Result<Box<dyn Prepared>, Violations> {
        object.drop_empty();
        (self.decode)(object)
    }

    /// Panics, except in a release, if the method returned a fault that it does not document and that not every call can return.
    #[expect(
        clippy::disallowed_macros,
        reason = "Cargo.toml has debug assertions for this crate"
    )]
    pub fn assert_documents(&self, fault: &Fault) {
        debug_assert!(
            self.may_give(fault.code()),
            "{} gives {fault:?}, which is not in its FAULTS",
            self.name
        );
    }

    fn may_give(&self, code: Code) -> bool {
        let of_every_call = [
            Code::Internal,
            Code::Overloaded,
            Code::BadParams,
            Code::NotLoggedIn,
            Code::SessionExpired,
        ];
        self.faults.contains(&code) || of_every_call.contains(&code)
    }

    /// Returns the JSON schema of the parameters, with the method's documentation.
    pub fn parameters_schema(&self) -> Schema {
        with_definitions(self.parameters)
    }

    /// Returns the JSON schema of `data` in a good reply.
    pub fn reply_schema(&self) -> Schema {
        with_definitions(self.reply)
    }
}

/// Returns a schema as a document, with the definitions that it refers to. `schema_for!` has a type parameter: it would compile
/// this for each type.
fn with_definitions(schema: fn(&mut SchemaGenerator) -> Schema) -> Schema {
    let mut generator = SchemaGenerator::default();
    let mut schema = schema(&mut generator);
    if let Some(dialect) = generator.settings().meta_schema.as_deref() {
        schema.insert("$schema".to_owned(), dialect.into());
    }
    let definitions = generator.take_definitions(true);
    if !definitions.is_empty() {
        schema.insert("$defs".to_owned(), definitions.into());
    }
    schema
}

/// A call whose parameters are valid, ready to run.
pub trait Prepared {
    /// Runs the method. The data of its answer is in the style of a wire.
    fn run<'a>(
        self: Box<Self>,
        ctx: &'a Ctx<'_>,
        style: Style,
    ) -> LocalBoxFuture<'a, Result<Answer, Fault>>;
}

struct Decoded<M>(M);

impl<M: Method> Prepared for Decoded<M> {
    fn run<'a>(
        self: Box<Self>,
        ctx: &'a Ctx<'_>,
        style: Style,
    ) -> LocalBoxFuture<'a, Result<Answer, Fault>> {
        async move {
            let data = self.0.call(ctx).await?;
            Answer::new(style, M::DONE, &data).map_err(Fault::internal)
        }
        .boxed_local()
    }
}

fn decode<M: Method>(object: Object<'_>) -> Result<Box<dyn Prepared>, Violations> {
    let method: M = deserr::deserialize::<M, _, Violations>(Value::Object(object))?;
    Ok(Box::new(Decoded(method)))
}
