//! The description of the wire for its documentation, without the routes.

use serde_json::{Value, json};
use signet_wire::wire::{Description, Parameter, Place, Route, Token};

use super::path;

pub(super) fn description() -> Description<'static> {
    Description {
        text: TEXT,
        tokens: vec![Token {
            place: Place::Parameter("private_token"),
            paths: &[],
        }],
        parameters: PARAMETERS,
        reply,
        refusal,
        ..Description::default()
    }
}

const TEXT: &str = "\
除上传图片外，请求体是一个 JSON 对象，最多 64 KiB，空的请求体等于 `{}`；不检查 `Content-Type`，只是不能为 multipart。GET 没有请求体。查询字符串不读取。路径区分大小写，末尾没有斜杠。

成功的回复是 `{\"status\":1,\"body\":…}`，`body` 为返回数据。失败时 `status` 为其他数字，`body` 为 `{\"msg\":…}`，有的还有订单状态 `order_status`；`status` 为 2 时 `body` 为 null。HTTP 状态除下表所列外都是 200。

会话令牌 `private_token` 与其他参数放在一起。整数也可以写成数字组成的文本，是与否可以写成 true、false、1、0；null 和空字符串等于不传。";

/// The routes that guests may call, with a token of their own.
const OF_GUESTS: &[&str] = &[path::CREATE_APPOINTMENT, path::UPLOAD_PICTURE];

const PARAMETERS: &[Parameter] = &[
    Parameter {
        also: Some("username"),
        ..Parameter::of("phone")
    },
    Parameter {
        also: Some("phone"),
        ..Parameter::of("username")
    },
    Parameter {
        required: Some(false),
        beside_token: true,
        ..Parameter::of_wire(
            "username",
            "用户名\n\n登录用户的手机号，可以不传；与令牌不符时，按令牌失效处理。",
            || json!({"type": "string", "pattern": "^1[3-9]\\d{9}$", "examples": ["18215606355"]}),
        )
    },
    Parameter {
        paths: OF_GUESTS,
        ..Parameter::of_wire(
            "login",
            "是否登录用户\n\n1 - 登录用户、0 - 验证过手机号的用户。",
            || json!({"type": "integer", "enum": [0, 1], "examples": [1]}),
        )
    },
    Parameter {
        name: "private_token",
        required: Some(true),
        text: "令牌\n\n登录用户为会话令牌，其他用户为验证手机号得到的令牌。",
        ..Parameter::of("consumer_token")
    },
    Parameter {
        name: "channel",
        ..Parameter::of("pay_channel")
    },
    Parameter {
        text: "提交总价\n\n单位：元，也可以写成文本。",
        schema: Some(|| json!({"type": ["number", "string"], "examples": [35]})),
        ..Parameter::of("submit_price")
    },
    Parameter {
        also: Some("pid"),
        ..Parameter::of("recommand_id")
    },
];

fn reply(_: &Route, data: Value) -> Value {
    json!({
        "type": "object",
        "properties": {"status": {"type": "integer", "const": 1}, "body": data},
        "required": ["status", "body"],
    })
}

fn refusal() -> Value {
    let body = json!({
        "type": ["object", "null"],
        "properties": {"msg": {"type": "string"}, "order_status": {"type": "integer"}},
        "required": ["msg"],
    });
    json!({
        "type": "object",
        "properties": {"status": {"type": "integer", "not": {"const": 1}}, "body": body},
        "required": ["status", "body"],
    })
}
