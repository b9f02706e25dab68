//! The description of the wire for its documentation, in addition to the routes.

use serde_json::{Value, json};
use signet_wire::wire::{Description, Place, Route, Token};

use super::path;

pub(super) fn description(token_header: Option<&str>) -> Description<'_> {
    let place = |place| Token {
        place,
        paths: path::WITH_TOKEN,
    };
    let own = token_header.map(|name| place(Place::Header(name)));
    Description {
        text: TEXT,
        tokens: [place(Place::Bearer)].into_iter().chain(own).collect(),
        parameters: &[],
        reply,
        refusal,
        ..Description::default()
    }
}

const TEXT: &str = "\
请求体是一个 JSON 对象，`Content-Type` 为 `application/json`，最多 64 KiB，没有请求体等于 `{}`；上传头像是 multipart/form-data，只有一个文件 image。GET、DELETE 没有请求体，GET 的路径都可以用 HEAD。只有积分变更历史读取查询字符串。路径区分大小写，末尾没有斜杠。生产环境只用 https。

成功的 HTTP 状态是 200，回复就是返回数据，列表是数组，没有返回数据的为 `{}`；整数是数字，时间是 Unix 秒，没有 null。失败时为其他状态和 `{\"code\":…,\"error\":…,\"message\":…,\"request_id\":…}`，按 `code` 或 `error` 判断，不要按 `message` 判断。

令牌在请求头 `Authorization: Bearer <access_token>` 中。没有令牌或令牌失效时为 401，请求头 `WWW-Authenticate` 说明原因；密码或验证码不正确不是 401。429 和 503 的响应头 `Retry-After` 是可以重试的秒数。

积分变更历史的响应头 `X-Total-Count` 是总条数，还有下一页时 `Link` 为其地址。";

/// Returns the schema of a good reply: lists are bare arrays.
fn reply(route: &Route, data: Value) -> Value {
    let list = match route.path {
        path::SHOPS | path::POINTS => data.pointer("/properties/list").cloned(),
        _ => None,
    };
    list.unwrap_or(data)
}

fn refusal() -> Value {
    json!({
        "type": "object",
        "properties": {
            "code": {"type": "integer"},
            "error": {"type": "string"},
            "message": {"type": "string"},
            "request_id": {"type": "string"},
        },
        "required": ["code", "error", "message", "request_id"],
    })
}
