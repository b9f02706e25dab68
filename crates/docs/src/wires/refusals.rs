use signet_fault::{Code, Fault};
use signet_wire::wire::{Request, Route, Routed, Wire};

use super::Refusal;
use crate::texts::Texts;

/// Stands for the id of a call in the reply of a wire that shows it.
const REQUEST_ID: &str = "55f669c8f4e300000001000b";

/// Returns what apps read of a fault, on a route or, without one, on a path that the wire does not have.
pub(super) fn refusal(
    wire: &dyn Wire,
    route: Option<&'static Route>,
    code: Code,
    texts: &Texts,
) -> Refusal {
    let routed = route.map(|route| Routed {
        route,
        parameters: Vec::new(),
    });
    let request = Request {
        routed,
        ..Request::default()
    };
    let rendered = wire.write(&request, Err(&Fault::new(code)), REQUEST_ID);
    Refusal {
        sub_code: code.sub_code(),
        http_status: rendered.status,
        meaning: texts.get(code.text()),
        body: String::from_utf8_lossy(&rendered.body).into_owned(),
    }
}
