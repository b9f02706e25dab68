use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use schemars::{Schema, schema_for};
use signet_fault::{Code, Fault};
use signet_wire::json::{Object, Value};
use signet_wire::reply;
use signet_wire::version::Version;

use crate::{Access, AppClass, Ctx, Method, Violations};

/// A method as the table holds it: its constants, and its type erased.
pub struct Entry {
    /// [`Method::NAME`]
    pub name: &'static str,
    /// [`Method::ALIASES`]
    pub aliases: &'static [&'static str],
    /// [`Method::VERSION`]
    pub version: Version,
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
    /// [`Method::DISCLOSES`]
    pub discloses: bool,
    /// [`Method::KEEPS_COPY`]
    pub keeps_copy: bool,
    /// [`Method::ANY_CALLER`]
    pub any_caller: bool,
    /// [`Method::FAULTS`]
    pub faults: &'static [Code],
    /// [`Method::DONE`]
    pub done: &'static str,
    decode: fn(Object<'_>) -> Result<Box<dyn Prepared>, Violations>,
    parameters: fn() -> Schema,
    reply: fn() -> Schema,
}

impl Entry {
    /// The entry of a method.
    pub const fn of<M: Method>() -> Entry {
        Entry {
            name: M::NAME,
            aliases: M::ALIASES,
            version: M::VERSION,
            access: M::ACCESS,
            classes: M::CLASSES,
            once: M::ONCE,
            hands_out_session: M::HANDS_OUT_SESSION,
            request_token: M::REQUEST_TOKEN,
            image: M::IMAGE,
            discloses: M::DISCLOSES,
            keeps_copy: M::KEEPS_COPY,
            any_caller: M::ANY_CALLER,
            faults: M::FAULTS,
            done: M::DONE,
            decode: decode::<M>,
            parameters: || schema_for!(M),
            reply: || schema_for!(M::Reply),
        }
    }

    /// Reads the parameters of a call. Keys that the method does not know are ignored, for the fixed parameters
    /// live in the same object.
    ///
    /// # Errors
    /// Every violation at once.
    pub fn decode(&self, mut object: Object<'_>) -> Result<Box<dyn Prepared>, Violations> {
        object.drop_empty();
        (self.decode)(object)
    }

    /// Whether a fault is one that the method is documented with, or one that every call can give.
    pub fn may_give(&self, code: Code) -> bool {
        let of_every_call = [
            Code::Internal,
            Code::Overloaded,
            Code::BadParams,
            Code::NotLoggedIn,
            Code::SessionExpired,
        ];
        self.faults.contains(&code) || of_every_call.contains(&code)
    }

    /// The JSON schema of the parameters, with the method's documentation.
    pub fn parameters_schema(&self) -> Schema {
        (self.parameters)()
    }

    /// The JSON schema of `data` in a good reply.
    pub fn reply_schema(&self) -> Schema {
        (self.reply)()
    }
}

/// A call whose parameters are right, ready to run.
pub trait Prepared {
    /// Runs the method and writes the reply, all but its end, into the empty buffer.
    fn run<'a>(
        self: Box<Self>,
        ctx: &'a Ctx<'_>,
        reply: &'a mut Vec<u8>,
    ) -> LocalBoxFuture<'a, Result<(), Fault>>;
}

struct Call<M>(M);

impl<M: Method> Prepared for Call<M> {
    fn run<'a>(
        self: Box<Self>,
        ctx: &'a Ctx<'_>,
        out: &'a mut Vec<u8>,
    ) -> LocalBoxFuture<'a, Result<(), Fault>> {
        async move {
            let value = self.0.call(ctx).await?;
            reply::start(out, M::DONE).map_err(Fault::internal)?;
            reply::data(out, &value).map_err(Fault::internal)
        }
        .boxed_local()
    }
}

fn decode<M: Method>(object: Object<'_>) -> Result<Box<dyn Prepared>, Violations> {
    let method: M = deserr::deserialize::<M, _, Violations>(Value::Object(object))?;
    Ok(Box::new(Call(method)))
}
