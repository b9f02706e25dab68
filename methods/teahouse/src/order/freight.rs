use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Text};
use signet_call::{Ctx, MapOrList, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_wire::Fen;

use crate::checkout::basket::{Basket, Purchase, load};
use crate::checkout::bought::Bought;
use crate::checkout::delivery::{self, Delivery};
use crate::checkout::hashes::{Checkout, Kind};
use crate::checkout::offpay::{Area, Offpay, OffpayBatch};
use crate::{CLIENTS, area, faults};

/// 更换收货地址
///
/// 返回到该地区的运费，以及是否可以货到付款。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Freight {
    /// 运费hash
    ///
    /// 第一步返回的 freight_hash。
    #[schemars(extend("writeOnly" = true))]
    freight_hash: Text<1, 2048>,
    /// 城市编号
    #[schemars(example = 440_300)]
    city_id: Id,
    /// 地区编号
    #[schemars(example = 440_305)]
    area_id: Id,
}

/// The freight to an area.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 运费列表
    ///
    /// 以店铺编号为键。
    content: MapOrList<Fen>,
    /// 是否允许货到付款
    ///
    /// 1 - 允许、0 - 不允许。
    allow_offpay: i64,
    /// 货到付款hash
    offpay_hash: String,
    /// 店铺是否支持货到付款hash
    offpay_hash_batch: String,
}

impl Method for Freight {
    const NAME: &'static str = "teahouse.order.freight";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[
        faults::CHECKOUT_INVALID,
        faults::CHECKOUT_EXPIRED,
        Code::DistrictUnknown,
        faults::NOT_DELIVERABLE,
    ];
    const DONE: &'static str = "查询正常";
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let (user_id, now, key) = (ctx.user()?, ctx.now, &ctx.services.key);
        let text = self.freight_hash.as_str();
        let read = Checkout::read(key, user_id, Kind::Freight, text)?;
        let (checkout, goods) = read.ok_or(faults::CHECKOUT_INVALID)?;
        if checkout.is_expired(now) {
            return Err(faults::CHECKOUT_EXPIRED.into());
        }
        let bought = Bought::read(&goods).ok_or(faults::CHECKOUT_INVALID)?;
        let area = Area {
            city: self.city_id.value(),
            district: self.area_id.value(),
        };
        let delivery = ctx.run(move |connection| {
            area::check(connection, area.city, area.district)?;
            let purchase = Purchase {
                user_id,
                of_cart: false,
                bought: &bought,
            };
            let basket = basket(connection, purchase, now)?;
            delivery::of(connection, &basket, area.district)
        });
        let delivery = delivery.await?;
        let (offpay, batch) = (
            Offpay::of(area, &delivery),
            OffpayBatch::of(area, &delivery),
        );
        let text = |kind, body: &str| checkout.text(key, user_id, kind, body);
        Ok(Shown {
            allow_offpay: offpay.takes_cash.into(),
            offpay_hash: text(Kind::Offpay, &offpay.text())?,
            offpay_hash_batch: text(Kind::OffpayBatch, &batch.text())?,
            content: content(delivery),
        })
    }
}

fn content(delivery: Delivery) -> MapOrList<Fen> {
    let stores = delivery.stores.into_iter();
    MapOrList(
        stores
            .map(|store| (store.id.to_string(), Fen(store.freight)))
            .collect(),
    )
}

/// Reads what is bought. If the goods cannot be bought any more, the checkout is invalid.
fn basket(connection: &mut Connection, purchase: Purchase<'_>, now: i64) -> Result<Basket, Fault> {
    load(connection, purchase, now).map_err(|fault| {
        let is_of_checkout = [
            Code::GoodsUnavailable,
            Code::PurchaseLimit,
            faults::SAMPLE_CLOSED,
            faults::SAMPLE_CLAIMED,
            faults::SAMPLE_GONE,
        ];
        match is_of_checkout.contains(&fault.code()) {
            true => faults::CHECKOUT_INVALID.into(),
            false => fault,
        }
    })
}
