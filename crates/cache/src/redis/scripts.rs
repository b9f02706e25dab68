use std::sync::LazyLock;

use redis::{Pipeline, Script};

/// Names each script once: its static, its file and its place in the list to load.
macro_rules! scripts {
    ($($name:ident = $file:literal;)+) => {
        $(pub(super) static $name: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!($file)));)+

        /// The commands that make every script known to the server.
        pub(super) fn load_all() -> Pipeline {
            let mut commands = redis::pipe();
            $(commands.load_script(&$name).ignore();)+
            commands
        }
    };
}

scripts! {
    ADMIT = "admit.lua";
    OPEN_SESSION = "open_session.lua";
    RENEW_SESSION = "renew_session.lua";
    CLOSE_SESSION = "close_session.lua";
    END_SESSIONS = "end_sessions.lua";
    RESERVE = "reserve.lua";
    RELEASE = "release.lua";
    CHECK_CODE = "check_code.lua";
    CLAIM_REPLY = "claim_reply.lua";
    ABANDON_REPLY = "abandon_reply.lua";
}
