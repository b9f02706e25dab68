//! The description of the wire for its documentation, without the routes.

use serde_json::{Map, Value, json};
use signet_call::is_required;
use signet_wire::wire::{Description, Parameter, Place, Route, Token};

use super::read::{MEMBER, REGISTER};
use super::version::Version::{self, V1, V2, V3};
use super::write::{EMPTY_DATA, LIST, PAGING};
use super::{carried, page};

pub(super) fn description() -> Description<'static> {
    Description {
        text: TEXT,
        tokens: vec![Token {
            place: Place::Parameter("key"),
            paths: OF_MEMBERS,
        }],
        parameters: PARAMETERS,
        reply,
        other_replies,
        refusal,
    }
}

/// The prefixes of the paths that need a token.
const OF_MEMBERS: &[&str] = &[
    "/index.php?act=member_index",
    "/index.php?act=member_buy",
    "/index.php?act=member_cart",
    "/index.php?act=member_favorites",
    "/index.php?act=member_address",
];

/// The paths that read a token only from a form, although they also accept a query.
const OF_GUESTS: &[&str] = &["/index.php?act=home", "/index.php?act=goods_sample"];

const TEXT: &str = "\
所有接口的地址都是 `index.php`（`mobile/index.php` 相同），由查询串中的 `act` 和 `op` 区分。POST 的参数是 UTF-8 表单，最多 64 KiB（更改用户信息 3 MiB），查询串中的其他参数不读取；GET 的参数在查询串中，没有请求体。同名参数只传一次，空值等于不传。

参数 `version`（或 `Version`）为 `1`、`2`、`3`，决定返回的格式，不传则为各接口自己的格式：

1 - 成功 `{\"code\":200,\"datas\":…}`，失败 `{\"code\":200,\"datas\":{\"error\":\"…\"}}`

2 - 成功 `{\"code\":200,\"content\":…}`，失败 `{\"code\":404,\"content\":\"…\"}`

3 - 成功 `{\"code\":1,\"msg\":\"…\",\"data\":…}`，失败 `{\"code\":0,\"msg\":\"…\"}`

没有数据时前两种为 `\"1\"`，第三种没有 `data`。未登录或令牌失效时说明为“请登录”，第三种的 `code` 为 -1，前两种另有 `\"login\":\"0\"`。每个回复都有 `request_id`，失败时另有 `sub_code`。HTTP 状态除下表所列外都是 200。

登录返回的 `key` 是令牌，放在 POST 的表单中。";

const PARAMETERS: &[Parameter] = &[
    Parameter {
        also: Some("Version"),
        ..Parameter::of_wire(
            "version",
            "返回格式的版本\n\n1、2、3，不传则为该接口自己的格式。",
            || json!({"type": "string", "enum": ["1", "2", "3"], "examples": ["1"]}),
        )
    },
    Parameter {
        required: Some(true),
        text: "客户端类型\n\n决定登录的类别：android、ios 为 APP，其他为网页。",
        ..Parameter::of("client")
    },
    Parameter {
        paths: OF_GUESTS,
        ..Parameter::of_wire(
            "key",
            "登录令牌\n\n只从 POST 的表单读取；不传则为游客。",
            || json!({"type": "string", "writeOnly": true}),
        )
    },
    Parameter {
        paths: &[REGISTER],
        ..Parameter::of_wire(
            "key",
            "不使用\n\n固定的值不能证明身份。",
            || json!({"type": "string"}),
        )
    },
];

/// Returns the schema of a reply in the route's own version.
fn reply(route: &Route, data: Value) -> Value {
    match usual(route, &data) {
        None => json!({"type": "string"}),
        Some(version) => envelope(version, route, data),
    }
}

/// Returns the schemas of a reply in the versions that are not the route's own.
fn other_replies(route: &Route, data: Value) -> Vec<Value> {
    let Some(usual) = usual(route, &data) else {
        return Vec::new();
    };
    let all: &[Version] = match (route.path, usual) {
        // The versions of this route belong to two methods.
        (MEMBER, V3) => &[],
        (MEMBER, _) => &[V1, V2],
        _ => &[V1, V2, V3],
    };
    let others = all.iter().filter(|version| **version != usual);
    others
        .map(|version| envelope(*version, route, data.clone()))
        .collect()
}

/// Returns the version of the reply to a request that names no version; `None` if the reply is a page.
fn usual(route: &Route, data: &Value) -> Option<Version> {
    // The profile of a member is a reply of the third version only.
    let is_profile = data.pointer("/properties/member_name").is_some();
    match route.path {
        page::PATH => None,
        MEMBER if is_profile => Some(V3),
        path => Some(carried::of(path).version),
    }
}

/// Puts the envelope of a version around the schema of the data. `write` does the same with the data.
fn envelope(version: Version, route: &Route, mut data: Value) -> Value {
    // If the request names no page, some lists are returned whole.
    let is_paged = PAGING.iter().all(|name| is_required(&data, name));
    let beside = lift(&mut data);
    let is_none = data.get("type") == Some(&json!("null"));
    let data = match version {
        V1 | V2 if is_none => Some(json!({"type": "string", "const": "1"})),
        V3 if is_none && route.path != EMPTY_DATA => None,
        V3 if is_none => Some(json!({"type": "object", "maxProperties": 0})),
        V1 | V2 | V3 => Some(data),
    };
    let mut properties = Map::new();
    let code = json!({"type": "integer", "const": version.good()});
    properties.insert("code".to_owned(), code);
    if version == V3 {
        properties.insert("msg".to_owned(), json!({"type": "string"}));
    }
    properties.extend(data.map(|data| (version.data().to_owned(), data)));
    properties.extend(beside);
    properties.insert("request_id".to_owned(), json!({"type": "string"}));
    let is_there = |name: &&String| is_paged || !PAGING.contains(&name.as_str());
    let required: Vec<&String> = properties.keys().filter(is_there).collect();
    json!({"type": "object", "required": required, "properties": properties})
}

/// Removes the members that are beside the data from the schema of the data, and returns them. If a page contains only its list, the list
/// becomes the data.
fn lift(data: &mut Value) -> Vec<(String, Value)> {
    let required = data.get_mut("required").and_then(Value::as_array_mut);
    if let Some(required) = required {
        required.retain(|name| !PAGING.iter().any(|beside| name == beside));
    }
    let Some(properties) = data.get_mut("properties").and_then(Value::as_object_mut) else {
        return Vec::new();
    };
    let taken = PAGING
        .iter()
        .filter_map(|name| properties.shift_remove_entry(*name));
    let mut beside: Vec<(String, Value)> = taken.collect();
    for (name, schema) in &mut beside {
        if name == "page_total" {
            // Integers are texts only in the data.
            schema["type"] = json!("integer");
        }
    }
    let list = properties.get(LIST).cloned();
    if let (1, false, Some(list)) = (properties.len(), beside.is_empty(), list) {
        *data = list;
    }
    beside
}

fn refusal() -> Value {
    json!({
        "type": "object",
        "properties": {
            "code": {"type": "integer", "enum": [200, 404, 0, -1]},
            "datas": {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]},
            "content": {"type": "string"},
            "msg": {"type": "string"},
            "login": {"type": "string", "const": "0"},
            "sub_code": {"type": "string"},
            "request_id": {"type": "string"},
        },
        "required": ["code", "sub_code", "request_id"],
        "oneOf": [{"required": ["datas"]}, {"required": ["content"]}, {"required": ["msg"]}],
    })
}
