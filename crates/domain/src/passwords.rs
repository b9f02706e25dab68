//! Password hashes: argon2id for new passwords, and the check of hashes of the old product. [`is_weak`] detects weak passwords.

mod weak;

use std::fmt;
use std::io;
use std::time::Duration;

use argon2::password_hash::Error;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use md5::{Digest, Md5};
use signet_fault::Fault;
use subtle::ConstantTimeEq;

use crate::cpu_pool::CpuPool;
use crate::random;

pub use weak::is_weak;

/// The number of calls that may wait for a hash; a hash costs about 20 ms, so that more calls would wait in vain.
const MAX_WAITING: usize = 64;

/// The salt and the hash of a password that no user has.
const NOBODY: &str = "c2lnbmV0LW5vYm9keS1oYXM$4y0LSQ1oTdVU6u33gfUoZmlqThWgYNqIzhEvUmNbcxo";

/// The work of a hash.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// The lowest cost of argon2id, for tests of everything except passwords: hashes took half of their time.
    pub const OF_TESTS: Cost = Cost {
        memory_kib: 8,
        passes: 1,
    };

    /// A tenth of the default: for tests of calls that wait for hashes.
    pub const OF_TESTS_THAT_WAIT: Cost = Cost {
        memory_kib: 3891,
        passes: 1,
    };

    fn params(self) -> Result<Params, Error> {
        Ok(Params::new(self.memory_kib, self.passes, 1, None)?)
    }

    /// Returns a hash of a password that no user has, so that an unknown account costs as much time as a known one.
    fn of_nobody(self) -> String {
        let Cost { memory_kib, passes } = self;
        format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${NOBODY}")
    }
}

/// 19 MiB and two passes, the first choice of OWASP's Password Storage Cheat Sheet.
impl Default for Cost {
    fn default() -> Cost {
        Cost {
            memory_kib: 19_456,
            passes: 2,
        }
    }
}

/// Hashes passwords on a few threads of their own, so that a flood of logins leaves the processor to other calls. The
/// 19 MiB of a hash are allocated once per thread.
pub struct Passwords {
    pool: CpuPool<Memory>,
    cost: Cost,
}

/// The memory of a hash: 19 MiB, which each thread keeps for the next hash.
type Memory = Vec<Block>;

/// A password that was chosen for an account, as it is stored. The default is no password.
#[derive(Clone, Default)]
pub struct Chosen {
    /// Its hash; empty for none.
    pub hash: String,
    /// Whether the owner should choose another password.
    pub is_weak: bool,
}

/// Leaves out the hash, which is secret.
impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chosen")
            .field("is_weak", &self.is_weak)
            .finish_non_exhaustive()
    }
}

/// The result of a check of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is wrong.
    Wrong,
    /// The password is right.
    Right,
    /// It is right, but stored in the format of the old product: store it again.
    RightLegacy,
}

impl Passwords {
    /// Starts threads for at most `at_once` hashes of this cost at once. A call waits for its hash for at most `max_wait`.
    ///
    /// # Errors
    /// An error if the operating system cannot start the threads.
    pub fn new(at_once: usize, max_wait: Duration, cost: Cost) -> io::Result<Passwords> {
        let pool = CpuPool::start("password", at_once, MAX_WAITING, max_wait)?;
        Ok(Passwords { pool, cost })
    }

    /// Checks that a hash would be accepted now, for callers that have other work to do first.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait for a hash.
    pub fn has_room(&self) -> Result<(), Fault> {
        self.pool.has_room()
    }

    /// Hashes a password that was chosen for the account of a mobile, which may be empty, and checks whether it is weak.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait for a hash.
    pub async fn choose(&self, password: &str, mobile: &str) -> Result<Chosen, Fault> {
        Ok(Chosen {
            hash: self.hash(password).await?,
            is_weak: is_weak(password, mobile),
        })
    }

    /// Returns the argon2id hash of a password (one lane), with its parameters and salt.
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait for a hash.
    pub async fn hash(&self, password: &str) -> Result<String, Fault> {
        let (password, cost) = (password.to_owned(), self.cost);
        let hashed = self.pool.turn(move |memory| hash(&password, cost, memory));
        hashed.await
    }

    /// Compares a password with a stored hash. Without a stored hash this takes as long and returns [`Verdict::Wrong`].
    ///
    /// # Errors
    /// [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait for a hash.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict, Fault> {
        let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
        let cost = self.cost;
        let compare =
            move |memory: &mut Memory| Ok(compare(&password, stored.as_deref(), cost, memory));
        self.pool.turn(compare).await
    }
}

fn hash(password: &str, cost: Cost, memory: &mut Memory) -> Result<String, Fault> {
    let salt = random::bytes::<16>()?;
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let hashed = cost.params().and_then(|params| {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        fill(&argon2, password, &salt, &mut output, memory)?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(argon2.params())?,
            salt: Some(Salt::new(&salt)?),
            hash: Some(Output::new(&output)?),
        })
    });
    Ok(hashed
        .map_err(|error| Fault::internal(error.to_string()))?
        .to_string())
}

fn compare(password: &str, stored: Option<&str>, cost: Cost, memory: &mut Memory) -> Verdict {
    let Some(stored) = stored else {
        let _ = is_argon2(password, &cost.of_nobody(), memory);
        return Verdict::Wrong;
    };
    if let Some(legacy) = stored.strip_prefix("$md5$") {
        // This takes as long as for any other account, so that the time does not show which accounts are old.
        let _ = is_argon2(password, &cost.of_nobody(), memory);
        return if is_legacy(password, legacy) {
            Verdict::RightLegacy
        } else {
            Verdict::Wrong
        };
    }
    match is_argon2(password, stored, memory) {
        Ok(true) => Verdict::Right,
        Ok(false) | Err(_) => Verdict::Wrong,
    }
}

/// Returns whether a password matches a hash in the PHC string format.
fn is_argon2(password: &str, stored: &str, memory: &mut Memory) -> Result<bool, Error> {
    let stored = PasswordHash::new(stored)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = Version::try_from(stored.version.unwrap_or(Version::V0x13.into()))?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&stored)?);
    let mut output = vec![0; expected.len()];
    fill(&argon2, password, salt, &mut output, memory)?;
    Ok(bool::from(output.ct_eq(expected.as_bytes())))
}

fn fill(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    output: &mut [u8],
    memory: &mut Memory,
) -> Result<(), Error> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory)?;
    Ok(())
}

/// Returns whether a password matches `salt$hash`, where the hash is `md5(md5(password) + salt)` in lower-case hexadecimal digits.
fn is_legacy(password: &str, stored: &str) -> bool {
    let Some((salt, hash)) = stored.split_once('$') else {
        return false;
    };
    let inner = hex::encode(Md5::digest(password.as_bytes()));
    let outer = Md5::new().chain_update(inner).chain_update(salt).finalize();
    bool::from(hex::encode(outer).as_bytes().ct_eq(hash.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hashes_verify_and_carry_the_agreed_parameters() {
        let passwords = Passwords::new(2, Duration::MAX, Cost::default()).unwrap();
        let hash = passwords.hash("secret_1").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_eq!(
            passwords.verify("secret_1", Some(&hash)).await.unwrap(),
            Verdict::Right
        );
        assert_eq!(
            passwords.verify("secret_2", Some(&hash)).await.unwrap(),
            Verdict::Wrong
        );
        assert_eq!(
            passwords.verify("secret_1", None).await.unwrap(),
            Verdict::Wrong
        );
    }

    #[tokio::test]
    async fn the_hash_of_no_user_costs_a_whole_comparison() {
        let nobody = Cost::default().of_nobody();
        let parsed = PasswordHash::new(&nobody);
        assert!(
            parsed.is_ok(),
            "a hash that does not parse is refused at once: {parsed:?}"
        );
    }

    #[tokio::test]
    async fn accepts_the_old_products_hashes() {
        // md5(md5("123456") + "abcdef")
        let inner = hex::encode(Md5::digest(b"123456"));
        let stored = format!(
            "$md5$abcdef${}",
            hex::encode(Md5::digest(format!("{inner}abcdef")))
        );
        let passwords = Passwords::new(1, Duration::MAX, Cost::OF_TESTS).unwrap();
        assert_eq!(
            passwords.verify("123456", Some(&stored)).await.unwrap(),
            Verdict::RightLegacy
        );
        assert_eq!(
            passwords.verify("123457", Some(&stored)).await.unwrap(),
            Verdict::Wrong
        );
        assert_eq!(
            passwords
                .verify("123456", Some("$md5$broken"))
                .await
                .unwrap(),
            Verdict::Wrong
        );
    }
}
