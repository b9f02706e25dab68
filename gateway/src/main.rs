//! The `gateway` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The allocator of the program. The allocator of the C library would keep the memory of many connections for ever:
/// `docs/decisions/010-mimalloc.md`.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    signet_gateway::cli::main()
}
