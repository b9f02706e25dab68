use serde_json::{Value, json};

use super::*;

/// Returns a table of one method that has one of everything.
fn table() -> Value {
    json!([{
        "name": "shop.buy", "aliases": ["shop.order"], "version": "1.0.0", "session": "optional",
        "classes": ["app", "h5"], "guards": ["once"], "msg": "ok", "faults": [],
        "parameters": {
            "type": "object",
            "properties": {
                "number": {"type": "integer", "minimum": 1, "maximum": 5, "default": 1},
                "price": {"type": "number"},
                "note": {"type": ["string", "null"], "minLength": 2, "maxLength": 9},
                "mobile": {"type": "string", "pattern": "^1\\d{10}$"},
                "kind": {"type": "string", "enum": ["a", "b"]},
                "tags": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "maxLength": 9}},
                "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}}
            },
            "required": ["number", "lines"],
            "$defs": {"Line": {"type": "object", "properties": {"id": {"type": "integer"}, "count": {"type": "integer"}}, "required": ["id"]}}
        },
        "reply": {
            "type": "object",
            "properties": {
                "total": {"type": "integer"},
                "rate": {"type": "number"},
                "paid": {"type": ["string", "null"]},
                "names": {"type": "array", "items": {"type": "string"}},
                "user": {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
            },
            "required": ["total", "rate", "paid", "names", "user"]
        }
    }])
}

/// Returns the differences after a part of the table is changed.
fn after(place: &str, value: Value) -> Differences {
    let mut new = table();
    *new.pointer_mut(place).unwrap() = value;
    differences(table(), new).unwrap()
}

/// Asserts that one change is found, with this message.
fn breaks(place: &str, value: Value, message: &str) {
    let found = after(place, value).broken;
    let expected = format!("shop.buy 1.0.0: {message}");
    assert_eq!(found, [expected], "{place}");
}

/// Asserts that a change breaks nothing.
fn is_fine(place: &str, value: Value) {
    let found = after(place, value);
    assert!(found.broken.is_empty(), "{place}: {found:?}");
}

const PARAMETERS: &str = "/0/parameters/properties";
const REPLY: &str = "/0/reply/properties";

#[test]
fn the_same_table_has_no_differences() {
    let found = differences(table(), table()).unwrap();
    assert!(
        found.broken.is_empty() && found.added.is_empty(),
        "{found:?}"
    );
    assert!(differences(json!({"no": "table"}), table()).is_err());
}

#[test]
fn names_and_versions_stay() {
    let gone = differences(table(), json!([])).unwrap().broken;
    assert_eq!(gone, ["shop.buy 1.0.0 is gone", "shop.order 1.0.0 is gone"]);
    assert_eq!(
        after("/0/aliases", json!([])).broken,
        ["shop.order 1.0.0 is gone"]
    );
    let newer = after("/0/version", json!("2.0.0"));
    assert_eq!(
        newer.broken, gone,
        "a new version does not replace the old one"
    );

    // A new version beside the old one may differ in everything, and an alias counts like a name.
    let mut both = table();
    let mut second = both[0].clone();
    second["version"] = json!("2.0.0");
    second["parameters"] = json!({"type": "object"});
    both.as_array_mut().unwrap().push(second);
    let found = differences(table(), both).unwrap();
    assert!(found.broken.is_empty(), "{found:?}");
    assert_eq!(
        found.added,
        ["shop.buy 2.0.0 is new", "shop.order 2.0.0 is new"]
    );
    let mut renamed = table();
    renamed[0]["name"] = json!("shop.purchase");
    renamed[0]["aliases"] = json!(["shop.buy", "shop.order"]);
    assert!(differences(table(), renamed).unwrap().broken.is_empty());
}

#[test]
fn existing_callers_can_call() {
    breaks("/0/session", json!("session"), "it needs a session now");
    is_fine("/0/session", json!("open"));
    breaks(
        "/0/classes",
        json!(["app"]),
        "apps of class h5 may not call it any more",
    );
    assert_eq!(
        after("/0/classes", json!(["app", "h5", "admin"]))
            .added
            .len(),
        1
    );
    let token = json!(["once", "request_token"]);
    breaks("/0/guards", token, "it needs a request token now");
    breaks("/0/guards", json!(["once", "image"]), "it needs a file now");
    breaks("/0/guards", json!([]), "a retry takes effect again now");
    is_fine("/0/msg", json!("fine"));
}

#[test]
fn parameters_stay_and_none_is_newly_required() {
    let required = |names: Value| after("/0/parameters/required", names).broken;
    let message = "shop.buy 1.0.0: the parameter note is required now";
    assert_eq!(required(json!(["number", "lines", "note"])), [message]);
    assert!(required(json!([])).is_empty());
    let count = json!(["id", "count"]);
    let message = "the parameter lines.count is required now";
    breaks("/0/parameters/$defs/Line/required", count, message);

    let mut new = table();
    new[0]["parameters"]["properties"]["extra"] = json!({"type": "string"});
    let found = differences(table(), new.clone()).unwrap();
    assert!(found.broken.is_empty());
    assert_eq!(found.added, ["shop.buy 1.0.0: the parameter extra is new"]);
    new[0]["parameters"]["required"] = json!(["number", "lines", "extra"]);
    let found = differences(table(), new.clone()).unwrap().broken;
    assert_eq!(
        found,
        ["shop.buy 1.0.0: the parameter extra is new and required"]
    );
    let found = differences(new, table()).unwrap().broken;
    assert_eq!(found, ["shop.buy 1.0.0: the parameter extra is gone"]);
}

#[test]
fn what_is_inside_of_a_new_parameter_comes_with_it() {
    let mut new = table();
    let inside =
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]});
    new[0]["parameters"]["properties"]["extra"] = inside;
    assert!(differences(table(), new).unwrap().broken.is_empty());
}

#[test]
fn parameters_take_what_they_took() {
    let narrower = |name: &str, key: &str, value: Value, message: &str| {
        let place = format!("{PARAMETERS}/{name}/{key}");
        breaks(&place, value, &format!("the parameter {name} {message}"));
    };
    narrower(
        "number",
        "minimum",
        json!(2),
        "is narrower: the lowest number",
    );
    narrower(
        "number",
        "maximum",
        json!(4),
        "is narrower: the highest number",
    );
    narrower("number", "default", json!(2), "has another default");
    narrower(
        "price",
        "type",
        json!("integer"),
        "no longer accepts the type number",
    );
    narrower("note", "type", json!("string"), "no longer accepts null");
    narrower(
        "note",
        "minLength",
        json!(3),
        "is narrower: the least length",
    );
    narrower(
        "note",
        "maxLength",
        json!(8),
        "is narrower: the greatest length",
    );
    narrower(
        "mobile",
        "pattern",
        json!("^13\\d{9}$"),
        "has another pattern",
    );
    narrower(
        "mobile",
        "type",
        json!("integer"),
        "no longer accepts the type string",
    );
    narrower("kind", "enum", json!(["a", "c"]), "no longer accepts \"b\"");
    narrower(
        "tags",
        "minItems",
        json!(2),
        "is narrower: the least number of items",
    );
    narrower(
        "tags",
        "maxItems",
        json!(2),
        "is narrower: the greatest number of items",
    );
    narrower(
        "tags",
        "items/type",
        json!("integer"),
        "no longer accepts items of type string",
    );
    narrower(
        "tags",
        "items/maxLength",
        json!(8),
        "has items whose rule is narrower: the greatest length",
    );
    let only = json!({"type": "number", "enum": [1]});
    breaks(
        &format!("{PARAMETERS}/price"),
        only,
        "the parameter price accepts only some values now",
    );

    is_fine(&format!("{PARAMETERS}/number/minimum"), json!(0));
    is_fine(&format!("{PARAMETERS}/number/maximum"), json!(6));
    is_fine(&format!("{PARAMETERS}/number/type"), json!("number"));
    is_fine(&format!("{PARAMETERS}/mobile"), json!({"type": "string"}));
    is_fine(&format!("{PARAMETERS}/kind/enum"), json!(["a", "b", "c"]));
}

#[test]
fn replies_are_what_they_were() {
    let field = |name: &str| format!("{REPLY}/{name}");
    let total = json!({"type": "string"});
    breaks(
        &field("total"),
        total,
        "total of the reply can be of type string now",
    );
    let total = json!({"type": ["integer", "null"]});
    breaks(&field("total"), total, "total of the reply can be null now");
    let total = json!({"type": "number"});
    breaks(
        &field("total"),
        total,
        "total of the reply can be of type number now",
    );
    let names = json!({"type": "array", "items": {"type": "integer"}});
    breaks(
        &field("names"),
        names,
        "items of names of the reply can be of type integer now",
    );
    breaks(
        &field("user/properties"),
        json!({}),
        "user.id of the reply is gone",
    );
    breaks(
        &field("user/required"),
        json!([]),
        "user.id of the reply can be left out now",
    );
    is_fine(&field("rate"), json!({"type": "integer"}));
    is_fine(&field("paid"), json!({"type": "string"}));
    let gone = after("/0/reply", json!({"type": "null"})).broken;
    assert_eq!(gone.len(), 6, "{gone:?}");
    let user = json!({"id": {"type": "integer"}, "name": {"type": "string"}});
    let added = after(&field("user/properties"), user).added;
    assert_eq!(added, ["shop.buy 1.0.0: user.name of the reply is new"]);
}
