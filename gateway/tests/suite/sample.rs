//! Methods of no product, to show what the line does around any method.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Mobile, NewPassword, Page, Text};
use signet_call::{Access, Ctx, Entry, Group, Method, Pack, methods};
use signet_domain::apps::AppClass;
use signet_domain::request_tokens;
use signet_fault::{Code, Fault};
use signet_wire::version::Version;

/// A product with these methods, without tables.
pub(crate) static PACKS: &[&Pack] = &[&PACK];

pub(crate) static PACK: Pack = Pack {
    groups: &[Group::new("test", "测试")],
    methods: METHODS,
    ..Pack::new("test", "测试")
};

/// The migration that adds the app of a product's wire.
macro_rules! wire_app {
    ($pack:literal) => {
        signet_store::Migration {
            name: concat!($pack, "/0001_wire"),
            sqlite: concat!("INSERT OR IGNORE ", crate::sample::wire_app!(into $pack)),
            mysql: concat!("INSERT IGNORE ", crate::sample::wire_app!(into $pack)),
        }
    };
    (into $pack:literal) => {
        concat!(
            "INTO apps (appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, created_at, updated_at) VALUES ('",
            $pack,
            "_wire', '', 'wire', 'live', '', '', '', 'MD5', 0, 0, 0, 0);\n"
        )
    };
}
pub(crate) use wire_app;

static METHODS: &[Entry] = methods![
    PanicNow,
    Add,
    Fail,
    FirstVersion,
    SecondVersion,
    NextMajor,
    ForAdmins,
    WithRequestToken,
    IssueToken,
    Rules,
    WhoAmI,
    Hang,
    HangingRead,
];

/// Panics
#[derive(Deserr, JsonSchema)]
struct PanicNow {}

impl Method for PanicNow {
    const NAME: &'static str = "test.panic";
    const ACCESS: Access = Access::Open;
    const ONCE: bool = true;
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        panic!("a planted panic");
    }
}

static COUNTS: LazyLock<Mutex<HashMap<String, i64>>> = LazyLock::new(Mutex::default);

pub(crate) fn add_one(name: &str) -> i64 {
    let mut counts = COUNTS.lock().unwrap();
    let count = counts.entry(name.to_owned()).or_default();
    *count += 1;
    *count
}

/// Adds one to a named count, slowly
#[derive(Deserr, JsonSchema)]
struct Add {
    /// Which count
    name: Text<1, 100>,
    /// Milliseconds to wait before it
    #[deserr(default)]
    wait: Option<Integer<0, 60_000>>,
}

#[derive(Serialize, JsonSchema)]
struct Count {
    /// The count
    count: i64,
}

impl Method for Add {
    const NAME: &'static str = "test.add";
    const ACCESS: Access = Access::Open;
    const ONCE: bool = true;
    type Reply = Count;

    async fn call(self, _: &Ctx<'_>) -> Result<Count, Fault> {
        let wait = self.wait.map_or(0, Integer::value);
        tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
        Ok(Count {
            count: add_one(self.name.as_str()),
        })
    }
}

/// Fails after adding one to a named count
#[derive(Deserr, JsonSchema)]
struct Fail {
    /// Which count
    name: Text<1, 100>,
    /// 1 for a fault of the caller, 2 for one of the gateway, 3 for one that is not in `FAULTS`
    kind: Integer<1, 3>,
}

impl Method for Fail {
    const NAME: &'static str = "test.fail";
    const ACCESS: Access = Access::Open;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::WrongPassword];
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        let count = add_one(self.name.as_str());
        match self.kind.value() {
            1 => Err(Fault::with_note(Code::WrongPassword, format!("{count}"))),
            3 => Err(Code::SmsIpQuota.into()),
            _ => Err(Fault::internal(format!("secret detail {count}"))),
        }
    }
}

macro_rules! versioned {
    ($type:ident, $version:expr) => {
        /// Tells its version
        #[derive(Deserr, JsonSchema)]
        struct $type {}

        impl Method for $type {
            const NAME: &'static str = "test.version";
            const VERSION: Version = $version;
            const ACCESS: Access = Access::Open;
            type Reply = Answered;

            async fn call(self, _: &Ctx<'_>) -> Result<Answered, Fault> {
                Ok(Answered {
                    version: Self::VERSION.to_string(),
                })
            }
        }
    };
}

#[derive(Serialize, JsonSchema)]
struct Answered {
    /// The version that answered
    version: String,
}

versioned!(FirstVersion, Version::new(1, 0, 0));
versioned!(SecondVersion, Version::new(1, 10, 0));
versioned!(NextMajor, Version::new(2, 1, 0));

/// Only for operators
#[derive(Deserr, JsonSchema)]
struct ForAdmins {}

impl Method for ForAdmins {
    const NAME: &'static str = "test.admin";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// Needs a request token
#[derive(Deserr, JsonSchema)]
struct WithRequestToken {}

impl Method for WithRequestToken {
    const NAME: &'static str = "test.submit";
    const ACCESS: Access = Access::Optional;
    const REQUEST_TOKEN: bool = true;
    const FAULTS: &'static [Code] = &[Code::RequestTokenInvalid];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        if ctx.token_is_fresh {
            Ok(())
        } else {
            Err(Code::RequestTokenInvalid.into())
        }
    }
}

/// Hands a request token out
#[derive(Deserr, JsonSchema)]
struct IssueToken {}

#[derive(Serialize, JsonSchema)]
struct Issued {
    /// The token
    token: String,
}

impl Method for IssueToken {
    const NAME: &'static str = "test.token";
    const ACCESS: Access = Access::Optional;
    type Reply = Issued;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Issued, Fault> {
        Ok(Issued {
            token: request_tokens::issue(ctx.services, ctx.now, ctx.token_owner())?,
        })
    }
}

/// Has one parameter of each kind
#[derive(Deserr, JsonSchema)]
struct Rules {
    /// A mobile
    mobile: Mobile,
    /// A password
    password: NewPassword,
    /// A number
    number: Integer<1, 5>,
    /// A text
    text: Text<2, 4>,
    /// A page
    #[deserr(default)]
    page: Option<Page>,
}

#[derive(Serialize, JsonSchema)]
struct Understood {
    /// The mobile
    mobile: String,
    /// The length of the password
    password: usize,
    /// The number
    number: i64,
    /// The text
    text: String,
    /// The page
    page: i64,
}

impl Method for Rules {
    const NAME: &'static str = "test.rules";
    const ACCESS: Access = Access::Open;
    type Reply = Understood;

    async fn call(self, _: &Ctx<'_>) -> Result<Understood, Fault> {
        Ok(Understood {
            mobile: self.mobile.as_str().to_owned(),
            password: self.password.as_str().len(),
            number: self.number.value(),
            text: self.text.as_str().to_owned(),
            page: self.page.unwrap_or_default().number(),
        })
    }
}

/// Tells who calls
#[derive(Deserr, JsonSchema)]
struct WhoAmI {}

#[derive(Serialize, JsonSchema)]
struct Who {
    /// The caller's address
    ip: String,
    /// The caller's platform
    platform: i64,
    /// The app
    appid: String,
}

impl Method for WhoAmI {
    const NAME: &'static str = "test.whoami";
    const ACCESS: Access = Access::Open;
    type Reply = Who;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Who, Fault> {
        Ok(Who {
            ip: ctx.caller.ip.to_string(),
            platform: ctx.caller.platform.0,
            appid: ctx.app.appid.clone(),
        })
    }
}

/// Names for which [`Hang`] and [`HangingRead`] no longer wait.
static RELEASED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Releases the calls of `test.hang` and `test.read` with a name.
pub(crate) fn release(name: &str) {
    RELEASED.lock().unwrap().push(name.to_owned());
}

/// Keeps its thread, and all that runs on it, until its name is released
#[derive(Deserr, JsonSchema)]
struct Hang {
    /// Until what is released
    name: Text<1, 100>,
}

impl Method for Hang {
    const NAME: &'static str = "test.hang";
    const ACCESS: Access = Access::Open;
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        wait_for(self.name.as_str());
        Ok(())
    }
}

fn wait_for(name: &str) {
    while !RELEASED.lock().unwrap().iter().any(|known| known == name) {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Reads from a database that hangs until its name is released
#[derive(Deserr, JsonSchema)]
struct HangingRead {
    /// Until what is released
    name: Text<1, 100>,
}

impl Method for HangingRead {
    const NAME: &'static str = "test.read";
    const ACCESS: Access = Access::Open;
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        ctx.run(move |_| {
            wait_for(self.name.as_str());
            Ok(())
        })
        .await
    }
}
