//! A product with its own wire, which combines the odd rules of several wires: texts for integers, yuan, a status for a fault,
//! lists in forms, a token in a header, routes between which the request chooses.

use std::borrow::Cow;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Items, Text};
use signet_call::{
    Access, Ctx, Group, Method, Pack, PackWire, WireConfig, method_id, methods, routes,
};
use signet_fault::{Code, Fault};
use signet_wire::form::{Kind, Rules};
use signet_wire::wire::{
    AUTHORIZATION, Accepts, Cors, Description, Incoming, Json, Place, Rendered, Request, Route,
    Sessions, Token, Verb, Wire,
};
use signet_wire::{Answer, Fen, FenShort, Integers, Money, Style};

use crate::sample::{add_one, wire_app};

pub(crate) static BAZAAR: Pack = Pack {
    groups: &[Group::new("bazaar", "集市")],
    methods: methods![
        Detail, Brief, Search, Count, CountMine, Refuse, Picture, Hidden
    ],
    wire: Some(&WIRE),
    migrations: &[wire_app!("bazaar")],
    ..Pack::new("bazaar", "集市")
};

static WIRE: PackWire = PackWire {
    prefix: "/bazaar",
    keys: &[("motto", "buy")],
    open: |config: &WireConfig| match config.key("motto") {
        "" => Err("motto is empty; write one".to_owned()),
        motto => Ok(Box::new(OnTheWire {
            motto: motto.to_owned(),
        })),
    },
};

static ROUTES: &[Route] = routes![
    GET "/goods/{goods_id}" => Detail | Brief,
    HEAD "/goods/{goods_id}" => Detail,
    POST "/goods" => Search,
    DELETE "/goods" => Refuse,
    POST "/count" => Count,
    POST "/mine" => CountMine,
    POST "/pictures" => Picture,
];

struct OnTheWire {
    motto: String,
}

const FORM: Rules = Rules {
    known: &[("tag_id[]", Kind::Texts), ("act", Kind::Ignored)],
    others: Kind::Text,
    max_fields: 8,
    max_text: 100,
};

const UPLOAD: Rules = Rules {
    known: &[("file", Kind::File)],
    ..FORM
};

const BRIEF: Rules = Rules {
    known: &[("brief", Kind::Text)],
    others: Kind::Ignored,
    ..FORM
};

impl Wire for OnTheWire {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        match (route.verb, route.path) {
            (Verb::Get | Verb::Head, _) => &const { Accepts::query(&BRIEF) },
            (_, "/goods") => &const { Accepts::urlencoded(&FORM, 1024) },
            (_, "/pictures") => &const { Accepts::upload(&UPLOAD, 64 * 1024) },
            (_, "/mine") => &const { Accepts::json(Json::Assumed) },
            _ => &const { Accepts::json(Json::Declared) },
        }
    }

    fn headers(&self) -> Cow<'_, [&str]> {
        Cow::Borrowed(&[AUTHORIZATION])
    }

    fn cors(&self) -> Option<Cors<'_>> {
        Some(Cors {
            allow_headers: "Authorization".into(),
            expose_headers: "X-Request-Id",
        })
    }

    fn style(&self) -> Style {
        Style {
            integers: Integers::Texts,
            money: Money::YuanText,
        }
    }

    fn sessions(&self) -> Sessions {
        Sessions::OfPages
    }

    fn description(&self) -> Description<'_> {
        Description {
            text: "令牌在请求头 Authorization 中。",
            tokens: vec![Token {
                place: Place::Bearer,
                paths: &[],
            }],
            ..Description::default()
        }
    }

    fn knows(&self, code: Code) -> bool {
        code != Code::PointsShort
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        let token = request.token(None)?;
        let incoming = Incoming::unsigned(request, request.parameters()?)?;
        let incoming = incoming
            .with("platform", 2u64)
            .with("token", token.unwrap_or_default());
        Ok(match request.query.text("brief") {
            Some("1") => incoming.calling(method_id::<Brief>()),
            Some("2") => incoming.calling(method_id::<Hidden>()),
            _ => incoming,
        })
    }

    fn write(&self, _: &Request<'_>, outcome: Result<&Answer, &Fault>, _: &str) -> Rendered {
        let rendered = match outcome {
            Ok(answer) if answer.data.is_empty() => Rendered::json(200, b"{}".to_vec()),
            Ok(answer) => Rendered::json(200, answer.data.clone()),
            Err(fault) => refused(fault),
        };
        rendered.with("x-motto", self.motto.clone())
    }
}

fn refused(fault: &Fault) -> Rendered {
    let code = fault.code();
    if code == Code::PointsShort {
        return Rendered::json(500, br#"{"fault":"unknown"}"#.to_vec());
    }
    let statuses = [(Code::GoodsNotFound, 404), (Code::BadParams, 422)];
    let own = statuses.into_iter().find(|(known, _)| *known == code);
    let status = own.map_or(code.http_status(), |(_, status)| status);
    let mut body = serde_json::json!({"fault": code.sub_code()});
    for (name, number) in fault.numbers() {
        body[*name] = (*number).into();
    }
    Rendered::json(status, body.to_string().into_bytes())
}

/// 商品
///
/// 编号 404 的商品不存在。
#[derive(Deserr, JsonSchema)]
struct Detail {
    /// 编号
    goods_id: Id,
}

#[derive(Serialize, JsonSchema)]
struct Goods {
    /// 编号
    goods_id: i64,
    /// 价格
    price: Fen,
    /// 样品价格
    sample_price: FenShort,
    /// 是否新品
    is_new: bool,
    /// 平台
    platform: i64,
}

impl Method for Detail {
    const NAME: &'static str = "bazaar.goods.detail";
    const ACCESS: Access = Access::Open;
    const FAULTS: &'static [Code] = &[Code::GoodsNotFound];
    type Reply = Goods;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Goods, Fault> {
        if self.goods_id.value() == 404 {
            return Err(Code::GoodsNotFound.into());
        }
        Ok(Goods {
            goods_id: self.goods_id.value(),
            price: Fen(14730),
            sample_price: FenShort(Fen(990)),
            is_new: true,
            platform: ctx.caller.platform.0,
        })
    }
}

/// 商品名称
///
/// 只有名称。编号 405 的商品给出集市的格式没有的错误。
#[derive(Deserr, JsonSchema)]
struct Brief {
    /// 编号
    goods_id: Id,
}

#[derive(Serialize, JsonSchema)]
struct Named {
    /// 名称
    name: String,
}

impl Method for Brief {
    const NAME: &'static str = "bazaar.goods.brief";
    const ACCESS: Access = Access::Open;
    const FAULTS: &'static [Code] = &[Code::PointsShort];
    type Reply = Named;

    async fn call(self, _: &Ctx<'_>) -> Result<Named, Fault> {
        if self.goods_id.value() == 405 {
            return Err(Code::PointsShort.into());
        }
        let name = format!("goods {}", self.goods_id.value());
        Ok(Named { name })
    }
}

/// 只能签名调用
///
/// 集市的应用不能调用。
#[derive(Deserr, JsonSchema)]
struct Hidden {}

impl Method for Hidden {
    const NAME: &'static str = "bazaar.hidden";
    const ACCESS: Access = Access::Open;
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// 搜索
///
/// 按标签与文字。
#[derive(Deserr, JsonSchema)]
struct Search {
    /// 标签
    #[schemars(example = [1, 2])]
    tag_id: Items<Id, 1, 5>,
    /// 文字
    #[deserr(default)]
    text: Option<Text<1, 20>>,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    /// 标签
    tags: Vec<i64>,
    /// 文字
    text: String,
    /// 渠道
    channel: String,
    /// 应用
    appid: String,
    /// 会话类别
    sessions: &'static str,
}

impl Method for Search {
    const NAME: &'static str = "bazaar.goods.search";
    const ACCESS: Access = Access::Open;
    type Reply = Found;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Found, Fault> {
        let tags = self.tag_id.into_vec();
        Ok(Found {
            tags: tags.iter().map(|tag| tag.value()).collect(),
            text: self.text.map_or_else(String::new, Text::into_string),
            channel: ctx.caller.channel.clone(),
            appid: ctx.app.appid.clone(),
            sessions: ctx.caller.class.name(),
        })
    }
}

/// 计数
///
/// 返回次数。
#[derive(Deserr, JsonSchema)]
struct Count {
    /// 名称
    #[schemars(example = &"a")]
    name: Text<1, 60>,
    /// 增量
    #[deserr(default)]
    by: Option<Integer<1, 9>>,
}

#[derive(Serialize, JsonSchema)]
struct Counted {
    /// 次数
    count: i64,
}

impl Method for Count {
    const NAME: &'static str = "bazaar.count";
    const ACCESS: Access = Access::Open;
    const ONCE: bool = true;
    type Reply = Counted;

    async fn call(self, _: &Ctx<'_>) -> Result<Counted, Fault> {
        let by = self.by.map_or(1, Integer::value);
        let counts = (0..by).map(|_| add_one(self.name.as_str()));
        Ok(Counted {
            count: counts.max().unwrap_or_default(),
        })
    }
}

/// 我的计数
///
/// 返回次数。
#[derive(Deserr, JsonSchema)]
struct CountMine {
    /// 名称
    #[schemars(example = &"a")]
    name: Text<1, 60>,
}

impl Method for CountMine {
    const NAME: &'static str = "bazaar.count.mine";
    const ONCE: bool = true;
    type Reply = Counted;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Counted, Fault> {
        let name = format!("{} of {}", self.name.as_str(), ctx.user()?);
        Ok(Counted {
            count: add_one(&name),
        })
    }
}

/// 拒绝
///
/// 总是拒绝。
#[derive(Deserr, JsonSchema)]
struct Refuse {}

impl Method for Refuse {
    const NAME: &'static str = "bazaar.refuse";
    const ACCESS: Access = Access::Open;
    const FAULTS: &'static [Code] = &[Code::OrderState];
    type Reply = ();

    async fn call(self, _: &Ctx<'_>) -> Result<(), Fault> {
        Err(Fault::new(Code::OrderState).with_number("order_status", 3))
    }
}

/// 上传
///
/// 返回文件长度。
#[derive(Deserr, JsonSchema)]
struct Picture {
    /// 名称
    #[schemars(example = &"a")]
    name: Text<1, 60>,
}

#[derive(Serialize, JsonSchema)]
struct Measured {
    /// 名称
    name: String,
    /// 字节数
    bytes: usize,
}

impl Method for Picture {
    const NAME: &'static str = "bazaar.picture";
    const ACCESS: Access = Access::Open;
    const IMAGE: bool = true;
    type Reply = Measured;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Measured, Fault> {
        Ok(Measured {
            name: self.name.into_string(),
            bytes: ctx.image()?.len(),
        })
    }
}
