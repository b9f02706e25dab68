//! The result of a claim to a stored reply.

/// The answer to [`Cache::claim_reply`](crate::Cache::claim_reply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This call has the claim: it makes the reply and stores or abandons it.
    First,
    /// Another call is making the reply.
    Pending,
    /// The reply that was stored.
    Stored(Vec<u8>),
}
