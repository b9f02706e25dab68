//! The parameters of a request, in the names and values of the methods.

use signet_fault::Fault;
use signet_wire::wire::{Incoming, Request};

/// Reads a call. Methods without a session do not read the token.
pub(super) fn read<'a>(
    request: &'a Request<'a>,
    token_header: Option<&str>,
) -> Result<Incoming<'a>, Fault> {
    let token = request.token(token_header)?.unwrap_or_default();
    let call = Incoming::unsigned(request, request.parameters()?)?;
    Ok(call.with("token", token))
}
