//! The version of a reply.

use signet_fault::{Code, Fault, Reason};
use signet_wire::form::Pairs;
use signet_wire::wire::{Body, Request};

/// A version of the form of replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
    V3,
}

/// The names of the parameter. Both names mean the same parameter.
pub(super) const NAMES: [&str; 2] = ["version", "Version"];

/// The rule of the parameter, for clients.
pub(super) const RULE: &str = "必须为1、2或3";

impl Version {
    /// Returns the code of a successful reply.
    pub(super) const fn good(self) -> i64 {
        match self {
            Version::V1 | Version::V2 => 200,
            Version::V3 => 1,
        }
    }

    /// Returns the code of a refusal.
    pub(super) const fn bad(self, is_logged_out: bool) -> i64 {
        match self {
            Version::V1 => 200,
            Version::V2 => 404,
            Version::V3 if is_logged_out => -1,
            Version::V3 => 0,
        }
    }

    /// Returns the name of the member that contains the data.
    pub(super) const fn data(self) -> &'static str {
        match self {
            Version::V1 => "datas",
            Version::V2 => "content",
            Version::V3 => "data",
        }
    }

    fn named(text: &str) -> Option<Version> {
        let text = text.strip_prefix('v').unwrap_or(text);
        match text.strip_suffix(".0").unwrap_or(text) {
            "1" => Some(Version::V1),
            "2" => Some(Version::V2),
            "3" => Some(Version::V3),
            _ => None,
        }
    }
}

/// The version that a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A version, or none.
    Read(Option<Version>),
    /// A text that is not a version.
    Unknown,
}

/// Reads the version that a request names.
///
/// # Errors
/// [`Code::BadForm`] if the request contains the parameter under both of its names.
pub(super) fn named(request: &Request<'_>) -> Result<Named, Fault> {
    let fields = fields(request);
    let texts = NAMES.map(|name| fields.and_then(|fields| fields.text(name)));
    let text = match texts {
        [Some(_), Some(_)] => {
            let reason = Reason::new("there are two versions", "version 与 Version 只传一个");
            return Err(Fault::new(Code::BadForm).because(reason));
        }
        [first, second] => first.or(second).unwrap_or_default(),
    };
    Ok(match (text, Version::named(text)) {
        ("", _) => Named::Read(None),
        (_, None) => Named::Unknown,
        (_, version) => Named::Read(version),
    })
}

/// Returns the fields of the form, or of the query if there is no form.
fn fields<'a>(request: &'a Request<'a>) -> Option<&'a Pairs<'a>> {
    match &request.body {
        Body::Form(form) => Some(form),
        Body::Empty => Some(&request.query),
        Body::Json(_) => None,
    }
}
