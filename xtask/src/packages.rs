//! The Debian packages for the tests, the fuzz targets and a build with MySQL, and the runtimes of the clients.

use std::{
    fs::{self, File},
    process::{Command, Stdio},
};

use anyhow::{Result, ensure};
use signet_testkit::servers::find_program;

use crate::root;

const PACKAGES: [&str; 11] = [
    "curl",
    "g++",
    "galera-4",
    "openssl",
    "rsync",
    "mariadb-server",
    "redis-server",
    "libmariadb-dev",
    "pkg-config",
    "valgrind",
    "wrk",
];

/// The programs of the packages. On a system without `dpkg-query`, these programs are searched for.
const PROGRAMS: [&str; 10] = [
    "curl",
    "openssl",
    "rsync",
    "c++",
    "mariadbd",
    "mariadb-install-db",
    "redis-server",
    "pkg-config",
    "valgrind",
    "wrk",
];

/// The packages that a build with MySQL needs, and their program.
const TO_BUILD: [&str; 2] = ["libmariadb-dev", "pkg-config"];
const PROGRAM_TO_BUILD: [&str; 1] = ["pkg-config"];

/// Installs missing packages on Debian, as root or with `sudo`.
///
/// On other systems it fails if a program is missing, and names the packages to install.
pub(crate) fn install() -> Result<()> {
    install_all(&PACKAGES, &PROGRAMS)
}

/// As [`install`], but only the packages for a build.
pub(crate) fn install_to_build() -> Result<()> {
    install_all(&TO_BUILD, &PROGRAM_TO_BUILD)
}

fn install_all(packages: &[&'static str], programs: &[&str]) -> Result<()> {
    if find_program("dpkg-query").is_err() {
        let complete = programs.iter().all(|program| find_program(program).is_ok());
        ensure!(
            complete,
            "please install what Debian calls {}",
            packages.join(" ")
        );
        return Ok(());
    }
    install_missing(|| {
        let mut missing = packages.to_vec();
        missing.retain(|package| !is_installed(package));
        missing
    })
}

/// A program that tests need, which may be installed in any way, such as Node.
pub(crate) struct Runtime {
    /// The command that succeeds if the program is installed and new enough.
    check: &'static [&'static str],
    /// The names of the packages in Debian.
    packages: &'static [&'static str],
}

pub(crate) const NODE: Runtime = Runtime {
    check: &[
        "node",
        "--eval",
        "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)",
    ],
    packages: &["nodejs"],
};
pub(crate) const NPM: Runtime = Runtime {
    check: &["npm", "--version"],
    packages: &["npm"],
};
pub(crate) const CHROMIUM: Runtime = Runtime {
    check: &["chromium", "--version"],
    packages: &["chromium"],
};
pub(crate) const PYTHON: Runtime = Runtime {
    check: &[
        "python3",
        "-c",
        "import sys; sys.exit(sys.version_info < (3, 9))",
    ],
    packages: &["python3"],
};
pub(crate) const PYTHON_VENV: Runtime = Runtime {
    check: &["python3", "-c", "import ensurepip, venv"],
    packages: &["python3-venv"],
};
pub(crate) const PHP: Runtime = Runtime {
    check: &[
        "php",
        "-r",
        "exit((int) !(PHP_VERSION_ID >= 80100 && extension_loaded('curl')));",
    ],
    packages: &["php-cli", "php-curl"],
};
pub(crate) const PHPUNIT: Runtime = Runtime {
    check: &["phpunit", "--version"],
    packages: &["phpunit"],
};

impl Runtime {
    pub(crate) fn is_there(&self) -> bool {
        let [program, arguments @ ..] = self.check else {
            return false;
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    pub(crate) fn name(&self) -> &'static str {
        self.packages.last().copied().unwrap_or_default()
    }
}

/// Installs missing runtimes on Debian, as root or with `sudo`. On other systems it fails and names the packages to install.
pub(crate) fn install_runtimes(runtimes: &[&Runtime]) -> Result<()> {
    let missing = || {
        let missing = runtimes.iter().filter(|runtime| !runtime.is_there());
        missing
            .flat_map(|runtime| runtime.packages)
            .copied()
            .collect()
    };
    if find_program("dpkg-query").is_err() {
        let missing: Vec<&str> = missing();
        ensure!(
            missing.is_empty(),
            "please install what Debian calls {}",
            missing.join(" ")
        );
        return Ok(());
    }
    install_missing(missing)
}

/// Installs missing packages. Only one run at a time does this.
fn install_missing(missing: impl Fn() -> Vec<&'static str>) -> Result<()> {
    let target = root()?.join("target");
    fs::create_dir_all(&target)?;
    // If two runs install at the same time, the second waits here. Afterwards nothing is missing.
    let lock = File::create(target.join("packages.lock"))?;
    lock.lock()?;
    let missing = missing();
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
