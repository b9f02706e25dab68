//! The effect of a call that passed the checks: its request token, its method, and the stale answer if the database is away.

use signet_call::{Ctx, Entry, Prepared};
use signet_domain::request_tokens;
use signet_fault::Fault;
use signet_store::{AsStoreError, Error};
use signet_wire::{Answer, Style};

use crate::gateway::Gateway;
use crate::line::stale_replies::CacheKey;

/// A call that has passed all checks. [`Effect::run`] takes its parameters.
pub(crate) struct Effect<'a> {
    pub(crate) gateway: &'a Gateway,
    pub(crate) entry: &'static Entry,
    /// The request token of a method that needs one.
    pub(crate) request_token: Option<String>,
    /// The key of the answer among the stale replies, if guests may get one.
    pub(crate) cache_key: Option<CacheKey>,
    /// The style of values in the answer.
    pub(crate) style: Style,
    pub(crate) ctx: Ctx<'a>,
}

impl Effect<'_> {
    /// Runs the method on its parameters. If the database fails, a guest may get the last good answer to the same parameters.
    pub(crate) async fn run(&mut self, prepared: Box<dyn Prepared>) -> Result<Answer, Fault> {
        let (gateway, entry, ctx) = (self.gateway, self.entry, &mut self.ctx);
        // Checked here and not with the parameters: a retry gets the stored answer, even if its token has expired since.
        if let Some(token) = &self.request_token {
            let owner = ctx.token_owner();
            ctx.token_is_fresh = request_tokens::check(ctx.services, ctx.now, owner, token)?;
        }
        let outcome = prepared.run(ctx, self.style).await;
        let outcome = outcome.inspect_err(|fault| entry.assert_documents(fault));
        match (outcome, self.cache_key.take()) {
            (Ok(answer), Some(key)) => {
                gateway.stale_replies.keep(key, ctx.now, &answer);
                Ok(answer)
            }
            (Err(fault), Some(key)) if is_out_of_reach(&fault) => {
                let stale = gateway.stale_replies.find(key, ctx.now);
                let stale = stale.ok_or(fault)?;
                gateway.metrics.stale_replies.inc();
                Ok(stale)
            }
            (outcome, _) => outcome,
        }
    }
}

/// Whether the database is away, or no connection to it was free.
fn is_out_of_reach(fault: &Fault) -> bool {
    let error = fault.as_store_error();
    error.is_some_and(|error| error.is_away() || matches!(error, Error::Busy))
}
