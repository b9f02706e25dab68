use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use signet_call::params::{Flag, Id, Integer, Items, Line, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::payments::{self, ChargeDetail};
use signet_fault::{Code, Fault};
use signet_wire::Fen;

use super::lines::Wanted;
use super::placing::{Caller, Purchase, Request, place};
use crate::{CLIENTS, faults};

/// The largest amount that a client may submit, in fen.
const MAX_PRICE: i64 = 10_000_000_000;

/// 生成含商品支付订单
///
/// 价格只取自商品：合计为各商品的现价（需要安装的加安装价）之和，服务不计价；使用优惠券则减去其面值，至多减到 0。
/// submit_price 必须等于减后的金额，不等则不产生订单。10 秒内以相同参数重复提交得到同一个订单。
///
/// 在线支付的订单返回 charge_detail，用于拉起支付；支付渠道暂时不可用时它为 null，订单仍然有效，稍后用
/// homecare.order.charge_status 取得。24 小时内未支付则撤销。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Create {
    /// 用户地址
    #[schemars(example = &"kb258")]
    address: Line<1, 200>,
    /// 城市统一编码
    #[schemars(example = &"511000")]
    city_number: Text<1, 16>,
    /// 送货类型
    send_type: Integer<0, 9>,
    /// 是否使用优惠券
    #[schemars(example = &0)]
    use_coupon: Flag,
    /// 优惠券 ID
    ///
    /// 使用优惠券时必填，否则忽略。
    #[deserr(default)]
    #[schemars(example = &"20150330300008")]
    coupon_id: Option<Text<1, 32>>,
    /// 是否在线支付
    online_pay: Flag,
    /// 支付渠道
    ///
    /// 在线支付时须为已开通的渠道，默认有 alipay、wx、upacp；否则忽略。
    #[schemars(example = &"alipay")]
    pay_channel: Text<1, 20>,
    /// 提交总价
    ///
    /// 单位：分。
    #[schemars(example = &3500)]
    submit_price: Integer<0, MAX_PRICE>,
    /// 商品列表
    ///
    /// 1-50 件，同一商品出现几次就是几件。
    #[schemars(example = json!([{"sid": 1, "use_repair": 1}, {"sid": 2, "use_repair": 0}]))]
    goods_items: Items<Goods, 1, 50>,
    /// 维修服务列表
    ///
    /// 至多 50 项，同一服务只计一次。
    #[deserr(default)]
    #[schemars(default, example = json!([{"hid": 1}]))]
    home_items: Items<Service, 0, 50>,
}

/// A piece of goods.
#[derive(Deserr, JsonSchema)]
struct Goods {
    /// 商品 ID
    sid: Id,
    /// 是否需要安装
    use_repair: Flag,
}

/// A service.
#[derive(Deserr, JsonSchema)]
pub(crate) struct Service {
    /// 服务 ID
    pub(crate) hid: Id,
}

/// The order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 结果说明
    msg: &'static str,
    /// 订单 ID
    order_id: String,
    /// 支付凭据
    ///
    /// 仅在线支付的订单有；支付渠道暂时不可用时为 null。
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    charge_detail: Option<Option<ChargeDetail>>,
}

impl Method for Create {
    const NAME: &'static str = "homecare.order.create";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_TOO_MANY_OPEN,
        faults::HOMECARE_CITY_UNKNOWN,
        faults::HOMECARE_GOODS_UNKNOWN,
        faults::HOMECARE_SERVICE_UNKNOWN,
        faults::HOMECARE_COUPON_UNUSABLE,
        faults::HOMECARE_PRICE_WRONG,
    ];
    type Reply = Created;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let services = ctx.services;
        let caller = Caller::Account {
            id: ctx.user()?,
            phone: None,
        };
        let request = self.request(ctx)?;
        let placed = ctx.tx(move |tx| place(tx, &caller, &request)).await?;
        let Some(charge) = placed.charge else {
            return Ok(Created {
                msg: "create off-line order success",
                order_id: placed.order_no,
                charge_detail: None,
            });
        };
        // If the provider is not reachable, the order stays valid. The next call that shows its charge announces the charge.
        let charge = payments::announce(services, ctx.now, &charge).await.ok();
        let detail = charge.and_then(|charge| payments::charge_detail(services, &charge));
        Ok(Created {
            msg: "server create order success, but not sure ping++ create success",
            order_id: placed.order_no,
            charge_detail: Some(detail),
        })
    }
}

impl Create {
    fn request(self, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let channel = self.pay_channel.into_string();
        if self.online_pay.is_set() && !ctx.services.payments.has_channel(&channel) {
            return Err(Violations::one("pay_channel", "不是已开通的支付渠道").into());
        }
        let wanted = |goods: Goods| Wanted {
            sid: goods.sid.value(),
            use_repair: goods.use_repair.is_set(),
        };
        let goods = self.goods_items.into_vec().into_iter().map(wanted);
        Ok(Request {
            address: self.address.into_string(),
            city_number: self.city_number.into_string(),
            order_phone: None,
            services: hids(self.home_items.into_vec()),
            coupon: coupon(self.use_coupon, self.coupon_id),
            purchase: Some(Purchase {
                goods: goods.collect(),
                send_type: self.send_type.value(),
                channel: self.online_pay.is_set().then_some(channel),
                submit_price: Fen(self.submit_price.value()),
                client_ip: ctx.caller.ip,
            }),
            date: ctx.services.zone.date(ctx.now),
        })
    }
}

/// Returns the ids of services.
pub(crate) fn hids(services: Vec<Service>) -> Vec<i64> {
    services.iter().map(|service| service.hid.value()).collect()
}

/// Returns the number of the coupon to use; empty if the caller wants to use a coupon but names none.
pub(crate) fn coupon(use_coupon: Flag, coupon_id: Option<Text<1, 32>>) -> Option<String> {
    let cou_id = coupon_id.map(Text::into_string);
    use_coupon.is_set().then(|| cou_id.unwrap_or_default())
}
