#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::fs::File;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// Opens a terminal. Returns the user's side and the program's side.
pub fn terminal() -> (File, Stdio) {
    let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&person).expect("a terminal");
    unlockpt(&person).expect("a terminal");
    let name = ptsname(&person, Vec::new()).expect("a name");
    let program = File::options()
        .read(true)
        .write(true)
        .open(name.to_str().expect("a name in UTF-8"))
        .expect("the program's side");
    (File::from(person), program.into())
}
