//! The Debian packages that the tests, the fuzz targets and a build with MySQL need.

use std::{
    fs::{self, File},
    process::{Command, Stdio},
};

use anyhow::{Result, ensure};
use signet_testkit::servers::find_program;

use crate::root;

const PACKAGES: [&str; 6] = [
    "curl",
    "g++",
    "mariadb-server",
    "redis-server",
    "libmariadb-dev",
    "pkg-config",
];

/// What they bring, to look for on a system without `dpkg-query`.
const PROGRAMS: [&str; 6] = [
    "curl",
    "c++",
    "mariadbd",
    "mariadb-install-db",
    "redis-server",
    "pkg-config",
];

/// Installs what is missing on Debian, as root or with `sudo`.
///
/// Elsewhere it fails if something is missing and says what to install.
pub(crate) fn install() -> Result<()> {
    if find_program("dpkg-query").is_err() {
        let complete = PROGRAMS.iter().all(|program| find_program(program).is_ok());
        ensure!(
            complete,
            "please install what Debian calls {}",
            PACKAGES.join(" ")
        );
        return Ok(());
    }
    let target = root()?.join("target");
    fs::create_dir_all(&target)?;
    // Of two runs at once the second waits here, then finds nothing missing.
    let lock = File::create(target.join("packages.lock"))?;
    lock.lock()?;
    let missing: Vec<&str> = PACKAGES
        .into_iter()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing {}", missing.join(" "));
    if !apt_get()?.arg("update").status()?.success() {
        println!("`apt-get update` failed: trying with the package lists as they are");
    }
    let options = [
        "install",
        "-y",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=300",
    ];
    let status = apt_get()?.args(options).args(&missing).status()?;
    ensure!(status.success(), "cannot install {}", missing.join(" "));
    Ok(())
}

fn is_installed(package: &str) -> bool {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", package])
        .stderr(Stdio::null())
        .output();
    output.is_ok_and(|output| output.stdout == b"install ok installed")
}

fn apt_get() -> Result<Command> {
    let is_root = Command::new("id").arg("-u").output()?.stdout == b"0\n";
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    if !is_root {
        ensure!(
            find_program("sudo").is_ok(),
            "please install as root: {}",
            PACKAGES.join(" ")
        );
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}
