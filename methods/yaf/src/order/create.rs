use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{Id, Integer, Items, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::order::lifecycle::{self, Line, Purchase};

/// 提交订单
///
/// 以积分支付。价格只取自商品，不由客户端决定。同一个 request_token 只产生一个订单：以相同参数重试得到同一个订单，
/// 参数不同则报错。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Create {
    /// 防重复请求令牌
    ///
    /// 由 system.request.token 取得。
    #[schemars(example = &"b5a6ff4719eae157f0af837f94f915ca")]
    request_token: Text<32, 32>,
    /// 收货地址 ID
    address_id: Id,
    /// 购买的货品
    ///
    /// 1-10 种货品，每种只出现一次。
    #[schemars(example = json!([{"productid": 33, "quantity": 1}]))]
    goods_list: Items<Wanted, 1, 10>,
}

/// A product and its quantity.
#[derive(Deserr, JsonSchema)]
struct Wanted {
    /// 货品 ID
    productid: Id,
    /// 购买数量
    ///
    /// 1-999。
    quantity: Integer<1, 999>,
}

/// The order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 订单 ID
    orderid: i64,
    /// 订单号
    order_sn: String,
    /// 订单总额
    ///
    /// 已经支付的积分。
    total_price: i64,
}

impl Method for Create {
    const NAME: &'static str = "order.create";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const REQUEST_TOKEN: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::RequestTokenInvalid,
        Code::RequestTokenReused,
        Code::AddressNotFound,
        Code::DistrictUnknown,
        Code::GoodsUnavailable,
        Code::PurchaseLimit,
        Code::PointsShort,
        Code::OutOfStock,
    ];
    type Reply = Created;
    const DONE: &'static str = "下单成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let purchase = Purchase {
            user_id: ctx.user()?,
            request_token: self.request_token.into_string(),
            token_is_fresh: ctx.token_is_fresh,
            address_id: self.address_id.value(),
            lines: lines(self.goods_list.into_vec())?,
            date: ctx.services.zone.date(ctx.now),
        };
        let placed = ctx
            .tx(move |connection| lifecycle::place(connection, &purchase))
            .await?;
        Ok(Created {
            orderid: placed.id,
            order_sn: placed.order_sn,
            total_price: placed.total_price,
        })
    }
}

/// Returns the lines of the order. No product may occur twice.
fn lines(wanted: Vec<Wanted>) -> Result<Vec<Line>, Fault> {
    let mut lines: Vec<Line> = Vec::with_capacity(wanted.len());
    for (index, item) in wanted.into_iter().enumerate() {
        let product_id = item.productid.value();
        if lines.iter().any(|line| line.product_id == product_id) {
            let path = format!("goods_list[{index}].productid");
            return Err(Violations::one(path, "不能重复").into());
        }
        lines.push(Line {
            product_id,
            quantity: item.quantity.value(),
        });
    }
    Ok(lines)
}
