//! Makes the tree readable for `deserr`, so that every violation in the parameters is found in one pass.

use std::borrow::Cow;

use deserr::{IntoValue, Map, ValueKind};

use super::{Object, Value};

impl<'a> IntoValue for Value<'a> {
    type Sequence = Vec<Value<'a>>;
    type Map = Object<'a>;

    fn kind(&self) -> ValueKind {
        match self {
            Value::Null => ValueKind::Null,
            Value::Bool(_) => ValueKind::Boolean,
            Value::Unsigned(_) => ValueKind::Integer,
            Value::Negative(_) => ValueKind::NegativeInteger,
            Value::Float(_) => ValueKind::Float,
            Value::Text(_) => ValueKind::String,
            Value::List(_) => ValueKind::Sequence,
            Value::Object(_) => ValueKind::Map,
        }
    }

    fn into_value(self) -> deserr::Value<Self> {
        match self {
            Value::Null => deserr::Value::Null,
            Value::Bool(value) => deserr::Value::Boolean(value),
            Value::Unsigned(value) => deserr::Value::Integer(value),
            Value::Negative(value) => deserr::Value::NegativeInteger(value),
            Value::Float(value) => deserr::Value::Float(value),
            Value::Text(value) => deserr::Value::String(value.into_owned()),
            Value::List(items) => deserr::Value::Sequence(items),
            Value::Object(object) => deserr::Value::Map(object),
        }
    }
}

impl<'a> Map for Object<'a> {
    type Value = Value<'a>;
    type Iter = Members<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn remove(&mut self, key: &str) -> Option<Value<'a>> {
        self.take(key)
    }

    fn into_iter(self) -> Members<'a> {
        Members(self.0.into_iter())
    }
}

/// The members of an object as `deserr` reads them.
#[derive(Debug)]
pub struct Members<'a>(std::vec::IntoIter<(Cow<'a, str>, Value<'a>)>);

impl<'a> Iterator for Members<'a> {
    type Item = (String, Value<'a>);

    // Not inlined: the code that reads the parameters of each method calls this.
    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key.into_owned(), value))
    }
}
