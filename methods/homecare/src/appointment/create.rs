use std::borrow::Cow;
use std::convert::Infallible;

use deserr::{
    DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValuePointerRef, take_cf_content,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::json;
use signet_call::params::{Flag, Items, Line, Mobile, Text};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::caller::{ConsumerToken, caller};
use crate::order::create::{Service, coupon, hids};
use crate::order::placing::{Request, place};
use crate::{CLIENTS, faults};

/// 生成不含商品预约订单
///
/// 登录用户传 token，手机号须为其账号的手机号；未登录的用户先用 homecare.guest.verify 验证手机号，传得到的 consumer_token。
/// 有效的 token 优先。10 秒内以相同参数重复提交得到同一个预约单。
///
/// 预约单的金额由上门后确定。只有登录用户可以使用优惠券。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Create {
    /// 用户手机号
    #[schemars(example = &"18215606355")]
    phone: Mobile,
    /// 验证手机号得到的令牌
    ///
    /// 未登录时必填。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"b5a6ff4719eae157f0af837f94f915ca")]
    consumer_token: Option<ConsumerToken>,
    /// 用户地址
    #[schemars(example = &"test")]
    address: Line<1, 200>,
    /// 城市统一编码
    #[schemars(example = &"511100")]
    city_number: Text<1, 16>,
    /// 是否使用优惠券
    use_coupon: Flag,
    /// 优惠券 ID
    ///
    /// 使用优惠券时必填，否则忽略。
    #[deserr(default)]
    #[schemars(example = &"20150330300008")]
    coupon_id: Option<Text<1, 32>>,
    /// 联系电话
    ///
    /// 5-20 位数字和“-”；默认为用户手机号。
    #[deserr(default)]
    order_phone: Option<OrderPhone>,
    /// 维修服务列表
    ///
    /// 1-50 项，同一服务只计一次。
    #[schemars(example = json!([{"hid": 1}]))]
    home_items: Items<Service, 1, 50>,
}

/// A phone that a worker calls: 5 to 20 digits and hyphens. It is not verified.
struct OrderPhone(String);

impl<E: DeserializeError> Deserr<E> for OrderPhone {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let text: Text<5, 20> = Text::deserialize_from_value(value, location)?;
        let is_of_phone = |byte: u8| byte.is_ascii_digit() || byte == b'-';
        if text.as_str().bytes().all(is_of_phone) {
            return Ok(OrderPhone(text.into_string()));
        }
        let kind: ErrorKind<'_, Infallible> = ErrorKind::Unexpected {
            msg: "只能包含数字和“-”".to_owned(),
        };
        Err(take_cf_content(E::error(None, kind, location)))
    }
}

impl JsonSchema for OrderPhone {
    fn schema_name() -> Cow<'static, str> {
        "OrderPhone".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9-]{5,20}$", "examples": ["1234567"]})
    }
}

/// The appointment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 预约单 ID
    new_id: String,
    /// 结果说明
    msg: &'static str,
}

impl Method for Create {
    const NAME: &'static str = "homecare.appointment.create";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_PHONE_UNVERIFIED,
        faults::HOMECARE_TOO_MANY_OPEN,
        faults::HOMECARE_CITY_UNKNOWN,
        faults::HOMECARE_SERVICE_UNKNOWN,
        faults::HOMECARE_COUPON_UNUSABLE,
    ];
    type Reply = Created;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let caller = caller(ctx, self.phone, self.consumer_token)?;
        let request = Request {
            address: self.address.into_string(),
            city_number: self.city_number.into_string(),
            order_phone: self.order_phone.map(|OrderPhone(phone)| phone),
            services: hids(self.home_items.into_vec()),
            coupon: coupon(self.use_coupon, self.coupon_id),
            purchase: None,
            date: ctx.services.zone.date(ctx.now),
        };
        let placed = ctx.tx(move |tx| place(tx, &caller, &request)).await?;
        Ok(Created {
            new_id: placed.order_no,
            msg: "appointment create success",
        })
    }
}
