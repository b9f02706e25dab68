//! The description of the wire for its documentation, in addition to the routes.

use serde_json::{Map, Value, json};
use signet_wire::wire::{Description, Parameter, Place, Route, Token};

use super::path;
use super::write::{BESIDE, IDS, OF_LISTS};

pub(super) fn description() -> Description<'static> {
    Description {
        text: TEXT,
        tokens: vec![
            Token {
                place: Place::Bearer,
                paths: &[],
            },
            Token {
                place: Place::Cookie("consulting_token"),
                paths: OF_BUYERS,
            },
            Token {
                place: Place::Cookie("consultant_token"),
                paths: OF_CONSULTANTS,
            },
        ],
        parameters: PARAMETERS,
        reply,
        refusal,
        ..Description::default()
    }
}

const TEXT: &str = "\
POST 的参数是 UTF-8 表单，最多 64 KiB，查询字符串不读取；GET 的参数在查询字符串中，没有请求体；DELETE 的参数在表单中，没有请求体时在查询字符串中。同名参数只传一次，空值等于不传。路径区分大小写，末尾没有斜杠。

成功的回复是 `{\"code\":0,\"msg\":\"\",\"content\":[…]}`，失败时 `code` 为其他数字，`msg` 为说明，`content` 为 `[]`，另有 `sub_code`。支付接口成功时 `msg` 为支付凭据的 JSON 文本。HTTP 状态除下表所列外都是 200。

登录返回的令牌放在 `Authorization: Bearer` 请求头中，或由客户端自动保存在 Cookie 中；不作为参数传递。来自其他网站页面的请求会被拒绝。";

const OF_BUYERS: &[&str] = &[
    "/api/pay",
    "/api/user/logout",
    "/api/user/order",
    path::PUBLISH,
    path::MODIFY,
    "/api/user/post/delete",
    "/api/user/post/check",
];

const OF_CONSULTANTS: &[&str] = &["/api/consultant", path::ACQUIRE];

const PARAMETERS: &[Parameter] = &[
    Parameter {
        required: Some(false),
        beside_token: true,
        paths: OF_BUYERS,
        ..Parameter::of_wire(
            "user_id",
            "客户 ID\n\n可以不传，传则必须为当前登录用户的 ID。",
            id,
        )
    },
    Parameter {
        required: Some(false),
        beside_token: true,
        paths: OF_CONSULTANTS,
        ..Parameter::of_wire(
            "consultant_id",
            "顾问 ID\n\n可以不传，传则必须为当前登录顾问的 ID。",
            id,
        )
    },
    Parameter {
        paths: &[path::PUBLISH, path::MODIFY],
        text: "标签 ID\n\n1-5 个不同的标签，如 3、3,7、[3,7]，或重复的 tag_id[]。",
        schema: Some(|| json!({"type": "string", "examples": ["1,2"]})),
        ..Parameter::of("tag_id")
    },
    Parameter {
        text: "价格\n\n单位：元，最多两位小数，不超过 100000.00。",
        schema: Some(
            || json!({"type": "string", "pattern": "^(0|[1-9]\\d{0,5})(\\.\\d{1,2})?$", "examples": ["120.00"]}),
        ),
        ..Parameter::of("price")
    },
    Parameter {
        text: "总金额\n\n单位：分；有两位小数则为元。必须为需求的价格。",
        schema: Some(
            || json!({"type": "string", "pattern": "^\\d+(\\.\\d\\d)?$", "examples": ["12000"]}),
        ),
        ..Parameter::of("total_fee")
    },
];

fn id() -> Value {
    json!({"type": "integer", "minimum": 1, "examples": [1]})
}

/// Puts the envelope around the schema of the data, as `write` does around the data.
fn reply(route: &Route, data: Value) -> Value {
    let properties = data.get("properties").and_then(Value::as_object);
    let none = Map::new();
    let properties = properties.unwrap_or(&none);
    let beside = |names: &[&'static str]| -> Vec<(&'static str, Value)> {
        let found = names
            .iter()
            .filter_map(|name| Some((*name, properties.get(*name)?)));
        found.map(|(name, schema)| (name, schema.clone())).collect()
    };
    if let Some(list) = properties.get("list") {
        return envelope(list.clone(), beside(&OF_LISTS));
    }
    if properties.contains_key("total_fee") {
        let mut payment = data.clone();
        if let Some(fee) = payment.pointer_mut("/properties/total_fee") {
            let text = "总金额\n\n单位：分，数字组成的文本。";
            *fee = json!({"type": "string", "description": text});
        }
        return envelope(json!({"type": "array", "items": payment}), Vec::new());
    }
    let has_id = IDS.iter().any(|name| properties.contains_key(*name));
    let most = usize::from(has_id && !route.path.ends_with(path::REGISTER));
    let ids = json!({"type": "array", "items": {"type": "integer"}, "maxItems": most});
    envelope(ids, beside(&BESIDE))
}

fn envelope(content: Value, beside: Vec<(&'static str, Value)>) -> Value {
    let mut properties = Map::new();
    let code = json!({"type": "integer", "const": 0});
    properties.insert("code".to_owned(), code);
    properties.insert("msg".to_owned(), json!({"type": "string"}));
    properties.insert("content".to_owned(), content);
    for (name, schema) in beside {
        properties.insert(name.to_owned(), schema);
    }
    let required: Vec<&String> = properties.keys().collect();
    json!({"type": "object", "required": required, "properties": properties})
}

fn refusal() -> Value {
    json!({
        "type": "object",
        "properties": {
            "code": {"type": "integer", "not": {"const": 0}},
            "msg": {"type": "string"},
            "content": {"type": "array", "maxItems": 0},
            "sub_code": {"type": "string"},
        },
        "required": ["code", "msg", "content", "sub_code"],
    })
}
