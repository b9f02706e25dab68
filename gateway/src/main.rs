//! The `gateway` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    signet_gateway::cli::main()
}
