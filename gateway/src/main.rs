//! The `gateway` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The allocator of the C library keeps what a crowd of connections took for ever: `docs/decisions/010-mimalloc.md`.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    signet_gateway::cli::main()
}
