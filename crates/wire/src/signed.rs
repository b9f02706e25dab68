use std::borrow::Cow;

use signet_fault::{Code, Fault, Reason};

use crate::envelope::Envelope;
use crate::form::FIELDS;
use crate::json::Object;
use crate::wire::{
    Accepts, Cors, Incoming, Proof, Rendered, Request, Route, SignedProof, Verb, Wire,
};
use crate::{Answer, MAX_DATA, reply};

/// The wire of signed calls: a form is posted to `/`, and its `data` names the method.
#[derive(Clone, Copy, Debug)]
pub struct Signed;

const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/",
    methods: &[],
}];

const FORM: Accepts = Accepts {
    urlencoded: true,
    any_charset: true,
    multipart: true,
    empty: false,
    max_bytes: Signed::MAX_BODY,
    file: true,
    form: &FIELDS,
    ..Accepts::NOTHING
};

impl Signed {
    /// The maximum size of a body without its file, in bytes: `data` with every byte percent-encoded, and space for the other fields.
    pub const MAX_BODY: usize = 3 * MAX_DATA + 64 * 1024;
}

impl Wire for Signed {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn accepts(&self, _: &Route) -> &'static Accepts {
        &FORM
    }

    fn cors(&self) -> Option<Cors<'_>> {
        Some(Cors {
            allow_headers: Cow::Borrowed("Content-Type"),
            expose_headers: "Retry-After",
        })
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        let text = |name| request.body.form().and_then(|form| form.text(name));
        let data = text("data").ok_or_else(|| {
            let reason = Reason::new("the form has no field data", "表单中没有 data 字段");
            Fault::new(Code::BadData).because(reason)
        })?;
        let mut parameters = Object::parse(data)?;
        let envelope = Envelope::take(&mut parameters)?;
        let timestamp = envelope.timestamp();
        let Envelope {
            method, v, appid, ..
        } = envelope;
        let proof = Proof::Signed(SignedProof {
            appid,
            data,
            sign: text("sign").unwrap_or_default(),
            sign_type: text("sign_type").unwrap_or_default(),
            timestamp,
        });
        Ok(Incoming {
            method,
            v,
            parameters,
            proof,
            user: None,
            broken: Vec::new(),
        })
    }

    fn write(&self, _: &Request<'_>, outcome: Result<&Answer, &Fault>, id: &str) -> Rendered {
        let fault = outcome.err();
        let status = fault.map_or(200, |fault| fault.code().http_status());
        Rendered::json(status, reply::render(outcome, id))
    }
}
