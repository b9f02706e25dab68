//! Client of the Signet gateway.
//!
//! [`Client`] signs calls, corrects its clock, and sends a call again, with the same bytes, if its reply was lost.
//! [`Fault`] is the refusal of a call by the gateway; [`Error`] is any failure of a call.
//!
//! As in `examples/goods.rs`:
//!
//! ```text
//! let secret = Secret::new("7512100214f62d7de8ba01b281d6da02")?;
//! let client = Client::builder("http://127.0.0.1:8080/", "ios_app_id", secret).build()?;
//! let goods: Value = client.call("goods.list", &json!({"keywords": "杯"})).await?;
//! ```

mod body;
mod builder;
mod client;
mod error;
mod reply;

pub use builder::Builder;
pub use client::Client;
pub use error::{Error, Fault, Lost};
pub use signet_wire::sign::{Secret, SignType};
