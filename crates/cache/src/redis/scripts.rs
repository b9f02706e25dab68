use std::sync::LazyLock;

use redis::{Pipeline, Script};

/// Declares each script once: its static, its file and its place in the list to load. Each script begins with `read.lua`.
macro_rules! scripts {
    ($($name:ident = $file:literal;)+) => {
        $(pub(super) static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!(include_str!("read.lua"), include_str!($file))));)+

        /// Returns the commands that load every script into the server.
        pub(super) fn load_all() -> Pipeline {
            let mut commands = redis::pipe();
            $(commands.load_script(&$name).ignore();)+
            commands
        }
    };
}

scripts! {
    ADMIT = "admit.lua";
    PROBE = "probe.lua";
    PUT_SESSIONS = "put_sessions.lua";
    RENEW_SESSION = "renew_session.lua";
    RESERVE = "reserve.lua";
    RELEASE = "release.lua";
    PUT_CODE = "put_code.lua";
    CHECK_CODE = "check_code.lua";
    GIVE_BACK_CODE = "give_back_code.lua";
    CLAIM_REPLY = "claim_reply.lua";
    RENEW_CLAIM = "renew_claim.lua";
    ABANDON_REPLY = "abandon_reply.lua";
}
