//! What every product needs of the gateway.

pub(crate) mod request_token;
