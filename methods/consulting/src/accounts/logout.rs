use signet_call::Ctx;
use signet_domain::sessions;
use signet_fault::Fault;

/// Ends the session of the call.
pub(crate) async fn log_out(ctx: &Ctx<'_>) -> Result<(), Fault> {
    let live = ctx.live_session()?;
    sessions::close(ctx.services, ctx.now, &live.key, &live.session).await
}
