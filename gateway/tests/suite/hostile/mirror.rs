//! A wire that takes the same forms as the signed wire and answers with the same envelope, but is not signed: the corpus is sent
//! to its path as well.

use std::sync::LazyLock;

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Access, Ctx, Group, Method, Pack, PackWire, methods, routes};
use signet_fault::{Code, Fault};
use signet_gateway::packs::PACKS;
use signet_wire::json::Object;
use signet_wire::wire::{Accepts, Cors, Incoming, Rendered, Request, Route, Wire};
use signet_wire::{Answer, Signed};

use super::{Case, replaced};
use crate::sample::wire_app;

/// All packs, and the pack with the mirror wire.
pub(super) static WITH_MIRROR: LazyLock<Vec<&Pack>> =
    LazyLock::new(|| PACKS.iter().copied().chain([&MIRROR]).collect());

static MIRROR: Pack = Pack {
    groups: &[Group::new("mirror", "镜像")],
    methods: methods![Call],
    wire: Some(&PackWire {
        prefix: "/mirror",
        keys: &[],
        open: |_| Ok(Box::new(Mirror)),
    }),
    migrations: &[wire_app!("mirror")],
    ..Pack::new("mirror", "镜像")
};

static ROUTES: &[Route] = routes![POST "/call" => Call];

struct Mirror;

impl Wire for Mirror {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        Signed.accepts(route)
    }

    fn cors(&self) -> Option<Cors<'_>> {
        Signed.cors()
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        let data = request.body.form().and_then(|form| form.text("data"));
        let data = data.ok_or(Code::BadData)?;
        Incoming::unsigned(request, Object::parse(data)?)
    }

    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, id: &str) -> Rendered {
        Signed.write(request, outcome, id)
    }
}

/// 调用
///
/// 总是成功。
#[derive(Deserr, JsonSchema)]
struct Call {}

impl Method for Call {
    const NAME: &'static str = "mirror.call";
    const ACCESS: Access = Access::Open;
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// The faults that only the signed wire gives.
const OF_SIGNED: [&str; 7] = [
    "bad_signature",
    "bad_timestamp",
    "method_missing",
    "version_missing",
    "appid_missing",
    "timestamp_missing",
    "unknown_method",
];

impl Case {
    /// Returns the case for the path of the mirror; `None` if the case is not about the path of calls.
    pub(super) fn mirrored(&self) -> Option<Case> {
        let sent = replaced(&self.sent, b"POST / ", b"POST /mirror/call ");
        let mut expected = self.expected.clone();
        for code in OF_SIGNED {
            expected = expected.replace(code, "ok");
        }
        // The app of the mirror lists no origin, so that no page may call.
        if String::from_utf8_lossy(&self.sent).contains("\r\nOrigin:") {
            expected = expected.replace("ok", "not_permitted");
        }
        (sent != self.sent).then(|| Case {
            name: format!("{} (mirror)", self.name),
            sent,
            expected,
        })
    }
}
