/// The part that made a call fail, if the gateway is to blame: a label of the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// The database is unreachable, refuses writes, is too slow, or reports an error of its own.
    Database,
    /// The cache is unreachable or refuses writes.
    Cache,
    /// The storage of uploaded files did not accept a file.
    Storage,
    /// The provider of short messages or of payments did not accept a message or a payment.
    Provider,
    /// Code of the gateway panicked.
    Panic,
    /// Any other failure, which was not foreseen.
    #[default]
    Bug,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 6] = [
        Cause::Database,
        Cause::Cache,
        Cause::Storage,
        Cause::Provider,
        Cause::Panic,
        Cause::Bug,
    ];

    /// Returns the name in the metrics and in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::Database => "database",
            Cause::Cache => "cache",
            Cause::Storage => "storage",
            Cause::Provider => "provider",
            Cause::Panic => "panic",
            Cause::Bug => "bug",
        }
    }
}
