//! The methods of the gateway that every product needs.

pub(crate) mod request_token;
