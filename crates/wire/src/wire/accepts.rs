use crate::MAX_DATA;
use crate::form::{Kind, Rules};

/// The bodies and queries that the requests of a route may have.
#[derive(Clone, Copy, Debug)]
pub struct Accepts {
    /// The rule by which a body is JSON; `None` if the body may not be JSON.
    pub json: Option<Json>,
    /// Whether the body may be `application/x-www-form-urlencoded`.
    pub urlencoded: bool,
    /// Whether a urlencoded form may declare a charset other than UTF-8. It is read as UTF-8 in any case.
    pub any_charset: bool,
    /// Whether the body may be `multipart/form-data`.
    pub multipart: bool,
    /// Whether the body may be absent, whatever the content type.
    pub empty: bool,
    /// The maximum number of bytes of a body, without the file in it.
    pub max_bytes: usize,
    /// Whether a multipart form may have a file. The file may have as many bytes as the gateway accepts for uploads.
    pub file: bool,
    /// The fields of a form.
    pub form: &'static Rules,
    /// The fields of the query; `None` if it is not read.
    pub query: Option<&'static Rules>,
}

/// The rule that distinguishes JSON from other bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// Its content type is `application/json`, in UTF-8.
    Declared,
    /// Every body is JSON whatever its content type, except a multipart one.
    Assumed,
}

/// The rules of a form that may have no fields.
const NO_FIELDS: Rules = Rules {
    known: &[],
    others: Kind::Ignored,
    max_fields: 0,
    max_text: 0,
};

impl Accepts {
    /// No body and no query.
    pub const NOTHING: Accepts = Accepts {
        json: None,
        urlencoded: false,
        any_charset: false,
        multipart: false,
        empty: true,
        max_bytes: 0,
        file: false,
        form: &NO_FIELDS,
        query: None,
    };

    /// A body of JSON of at most [`MAX_DATA`] bytes, as the `data` of a signed call, or no body.
    pub const fn json(json: Json) -> Accepts {
        Accepts {
            json: Some(json),
            max_bytes: MAX_DATA,
            ..Accepts::NOTHING
        }
    }

    /// A urlencoded form of at most `max_bytes` bytes, or no body.
    pub const fn urlencoded(form: &'static Rules, max_bytes: usize) -> Accepts {
        Accepts {
            urlencoded: true,
            max_bytes,
            form,
            ..Accepts::NOTHING
        }
    }

    /// A multipart form that has at most `max_bytes` bytes without its file, and that may have a file.
    pub const fn upload(form: &'static Rules, max_bytes: usize) -> Accepts {
        Accepts {
            multipart: true,
            empty: false,
            max_bytes,
            file: true,
            form,
            ..Accepts::NOTHING
        }
    }

    /// The fields of the query, and no body.
    pub const fn query(query: &'static Rules) -> Accepts {
        Accepts {
            query: Some(query),
            ..Accepts::NOTHING
        }
    }

    /// Returns whether a request may have a body.
    pub const fn has_body(&self) -> bool {
        self.json.is_some() || self.urlencoded || self.multipart
    }
}
