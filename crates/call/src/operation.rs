use std::future::Future;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_domain::apps::AppClass;
use signet_domain::audit::{Audit, Audited};
use signet_fault::{Code, Fault};

use crate::{Access, Ctx, Method, Violations};

/// A method of operators that writes a row in the audit log, because it changes something or reads personal data.
///
/// Only apps of class admin may call it, without a session. A method that is a single transaction is an
/// [`Action`](crate::Action). This trait is for other methods, such as methods that end sessions, store a file, or read.
pub trait Operation: Deserr<Violations> + JsonSchema + Sized + 'static {
    /// [`Method::NAME`]
    const NAME: &'static str;
    /// [`Method::ONCE`]; false for an operation that only reads.
    const ONCE: bool = true;
    /// [`Method::REQUEST_TOKEN`]
    const REQUEST_TOKEN: bool = false;
    /// [`Method::IMAGE`]
    const IMAGE: bool = false;
    /// [`Method::FAULTS`]
    const FAULTS: &'static [Code] = &[];
    /// [`Method::DONE`]
    const DONE: &'static str = "success";
    /// [`Method::Reply`]
    type Reply: Serialize + JsonSchema;

    /// Performs the operation, and writes `audit` in the same transaction.
    fn operate(
        self,
        ctx: &Ctx<'_>,
        audit: Audit,
    ) -> impl Future<Output = Result<Audited<Self::Reply>, Fault>>;
}

impl<O: Operation> Method for O {
    const NAME: &'static str = O::NAME;
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = O::ONCE;
    const REQUEST_TOKEN: bool = O::REQUEST_TOKEN;
    const IMAGE: bool = O::IMAGE;
    const AUDITED: bool = true;
    const FAULTS: &'static [Code] = O::FAULTS;
    const DONE: &'static str = O::DONE;
    type Reply = O::Reply;

    async fn call(self, ctx: &Ctx<'_>) -> Result<O::Reply, Fault> {
        Ok(self.operate(ctx, ctx.audit()?).await?.into_inner())
    }
}
