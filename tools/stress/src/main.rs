//! The program. All code is in the library, so that tests can run a short form of a scenario.

use std::process::ExitCode;

fn main() -> ExitCode {
    signet_stress::main()
}
