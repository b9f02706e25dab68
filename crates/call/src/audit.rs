//! The parameters of a call in the form that the audit log stores.

use serde_json::{Map, Number, Value as Json};
use signet_domain::audit::{HIDDEN, detail};
use signet_wire::json::{Object, Value};

use crate::{Entry, members};

impl Entry {
    /// Returns whether operators change something with the method.
    pub fn is_action(&self) -> bool {
        self.audited && self.once
    }

    /// Returns the parameters of a call for the audit log: only parameters of the method, with the values of `writeOnly` ones hidden.
    pub fn detail(&self, object: &Object<'_>) -> String {
        let schema = self.parameters_schema();
        let mut parameters = Map::new();
        for (name, property) in members(schema.as_value(), "properties") {
            let Some(value) = object.get(name) else {
                continue;
            };
            let is_secret = property.get("writeOnly") == Some(&Json::Bool(true));
            let kept = if is_secret {
                Json::from(HIDDEN)
            } else {
                plain(value)
            };
            parameters.insert(name.clone(), kept);
        }
        detail(parameters)
    }
}

fn plain(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Unsigned(number) => Json::from(*number),
        Value::Negative(number) => Json::from(*number),
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Text(text) => Json::from(text.as_ref()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Object(object) => {
            let members = object.iter();
            let members = members.map(|(name, value)| (name.to_owned(), plain(value)));
            Json::Object(members.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use deserr::Deserr;
    use schemars::JsonSchema;
    use signet_fault::Fault;

    use super::*;
    use crate::params::{Code, Id, Text};
    use crate::{Action, ActionTx};

    /// Does something
    #[derive(Clone, Deserr, JsonSchema)]
    #[expect(dead_code, reason = "only the schema is looked at")]
    struct Act {
        /// Which
        id: Id,
        /// Its name
        name: Text<0, 9>,
        /// The code of a short message
        proof: Option<Code>,
    }

    impl Action for Act {
        const NAME: &'static str = "act";
        type Reply = ();

        fn act(self, _: &mut ActionTx<'_>) -> Result<(), Fault> {
            Ok(())
        }
    }

    #[test]
    fn parameters_of_the_method_are_kept_but_no_secret() {
        let text = r#"{"n":"x","proof":"123456","name":{"a":[1,-1,1.5,true,null,"b"],"token":"t"},"id":7,"sign":"s"}"#;
        let object = Object::parse(text).unwrap();
        let entry = Entry::of::<Act>();
        assert!(entry.is_action());
        let mut kept: Json = serde_json::from_str(&entry.detail(&object)).unwrap();
        kept.as_object_mut().unwrap().remove("sha256").unwrap();
        let expected = serde_json::json!({
            "id": 7, "name": {"a": [1, -1, 1.5, true, null, "b"], "token": "***"}, "proof": "***"
        });
        assert_eq!(kept, expected);
    }
}
