use signet_fault::{Code, Fault, Reason};

use super::{MethodId, Routed};
use crate::form::Pairs;
use crate::json::Object;

/// A request, split by the rules of its route.
#[derive(Debug, Default)]
pub struct Request<'a> {
    /// The route, if one fits.
    pub routed: Option<Routed>,
    /// The fields of the query, if the route reads it.
    pub query: Pairs<'a>,
    /// The headers that the wire uses, each as often as the client sent it. Their names are in lower case.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The body.
    pub body: Body<'a>,
}

/// A body that was split.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Body<'a> {
    /// There is no body.
    #[default]
    Empty,
    /// A form.
    Form(Pairs<'a>),
    /// A text that should be JSON.
    Json(&'a str),
}

impl<'a> Body<'a> {
    /// Returns the file in a form.
    pub fn file(&self) -> Option<&'a [u8]> {
        self.form()?.file()
    }

    /// Returns the fields of a form.
    pub fn form(&self) -> Option<&Pairs<'a>> {
        match self {
            Body::Form(pairs) => Some(pairs),
            Body::Empty | Body::Json(_) => None,
        }
    }
}

impl Request<'_> {
    /// Returns the first method of the route.
    ///
    /// # Errors
    /// [`Code::NotFound`] if no route fits, or if the route has no methods because its requests name the method.
    pub fn method(&self) -> Result<MethodId, Fault> {
        let methods = self.routed.as_ref().map(|routed| routed.route.methods);
        let first = methods.and_then(|methods| methods.first());
        first.copied().ok_or_else(|| Code::NotFound.into())
    }

    /// Returns the path of the route below the prefix, as it is in the table of routes; empty if no route fits.
    pub fn path(&self) -> &'static str {
        self.routed.as_ref().map_or("", |routed| routed.route.path)
    }

    /// Returns the value of a header; `None` if it was not sent.
    ///
    /// # Errors
    /// [`Code::BadForm`] if the header was sent twice: two readers could use different values.
    pub fn header(&self, name: &str) -> Result<Option<&str>, Fault> {
        let mut found = self.headers.iter().filter(|(known, _)| *known == name);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Code::BadForm.into()),
            (first, None) => Ok(first.map(|(_, value)| *value)),
        }
    }

    /// Returns the parameters of a call from the body, which is a JSON object or a form, or from the query if there is no body.
    ///
    /// # Errors
    /// [`Code::BadData`] if the text is not a strict JSON object; [`Code::BadForm`] as [`Pairs::to_object`], and if there are a body and
    /// a query that is read.
    pub fn parameters(&self) -> Result<Object<'_>, Fault> {
        let has_query = self.query.iter().next().is_some();
        match &self.body {
            Body::Empty => Ok(self.query.to_object()?),
            _ if has_query => {
                let reason =
                    Reason::new("there is a body and a query", "请求体与查询串不能同时使用");
                Err(Fault::new(Code::BadForm).because(reason))
            }
            Body::Form(pairs) => Ok(pairs.to_object()?),
            Body::Json(text) => Ok(Object::parse(text)?),
        }
    }
}
