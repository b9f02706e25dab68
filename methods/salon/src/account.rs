//! The account of the caller.

pub(crate) mod avatar_upload;
pub(crate) mod detail;
pub(crate) mod edit;
pub(crate) mod password_edit;
pub(crate) mod points_list;
pub(crate) mod shops_list;

use schemars::JsonSchema;
use serde::Serialize;
use signet_store::users::User;

/// An empty object, where the document shows no reply.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {}

/// Returns whether an account has a password that is not weak.
pub(crate) fn password_is_ok(user: &User) -> bool {
    !user.password_hash.is_empty() && !user.weak_password
}
