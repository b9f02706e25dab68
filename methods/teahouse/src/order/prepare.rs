mod view;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Flag;
use signet_call::{Ctx, MapOrList, Method, OrEmpty};
use signet_domain::Services;
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_wire::Fen;

use self::view::StoreShown;
use crate::address::Item;
use crate::checkout::basket::{Basket, Purchase, load};
use crate::checkout::bought::Bought;
use crate::checkout::hashes::{Checkout, Kind};
use crate::invoice::NO_INVOICE;
use crate::tables::invoices::{self, Invoice};
use crate::tables::{addresses, members, vouchers};
use crate::{CLIENTS, faults};

/// 购买第一步
///
/// 返回订单信息，不占用库存。一小时内用返回的 hash 完成购买。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Prepare {
    /// 购买参数
    ///
    /// 编号|数量，多组用 , 分隔，如 232|1,110|2；ifcart 为 1 时是购物车编号，否则是商品编号。以这里的数量为准。
    cart_id: Bought,
    /// 购物车购买标志
    ///
    /// 1 - 从购物车购买、0 - 立即购买。
    #[deserr(default)]
    ifcart: Option<Flag>,
}

/// The data that the member confirms.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Prepared {
    /// 购物车购买标志
    ifcart: i64,
    /// 购物车列表
    ///
    /// 以店铺编号为键。
    store_cart_list: MapOrList<StoreShown>,
    /// 运费hash
    ///
    /// 选择地区时提交。
    freight_hash: String,
    /// 收货地址信息
    ///
    /// 默认地址，没有则为空对象。
    address_info: OrEmpty<Item>,
    /// 支持货到付款时为true
    ifshow_offpay: bool,
    /// 发票信息hash
    vat_hash: String,
    /// 发票信息
    inv_info: InvoiceShown,
    /// 可用预存款
    ///
    /// 单位：分。
    available_predeposit: Fen,
}

/// The member's default invoice.
#[derive(Serialize, JsonSchema)]
struct InvoiceShown {
    /// 发票编号
    ///
    /// 没有则为 0。
    inv_id: i64,
    /// 发票内容
    content: String,
}

impl Method for Prepare {
    const NAME: &'static str = "teahouse.order.prepare";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[
        faults::CART_NOT_FOUND,
        Code::GoodsUnavailable,
        Code::PurchaseLimit,
        faults::SAMPLE_CLOSED,
        faults::SAMPLE_CLAIMED,
        faults::SAMPLE_GONE,
    ];
    const DONE: &'static str = "查询正常";
    type Reply = Prepared;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Prepared, Fault> {
        let (user_id, now) = (ctx.user()?, ctx.now);
        let (bought, of_cart) = (self.cart_id, self.ifcart.is_some_and(Flag::is_set));
        let read = move |connection: &mut Connection| {
            let purchase = Purchase {
                user_id,
                of_cart,
                bought: &bought,
            };
            Rows::read(connection, purchase, now)
        };
        let rows = ctx.run(read).await?;
        rows.shown(ctx.services, user_id, of_cart, now)
    }
}

/// The rows that the reply is made from. They are read in a fixed number of queries.
struct Rows {
    basket: Basket,
    address: Option<Item>,
    vouchers: Vec<(vouchers::Voucher, vouchers::VoucherText)>,
    invoice: Option<Invoice>,
    predeposit: i64,
}

impl Rows {
    /// Reads the rows.
    fn read(connection: &mut Connection, purchase: Purchase<'_>, now: i64) -> Result<Rows, Fault> {
        let user_id = purchase.user_id;
        let basket = load(connection, purchase, now)?;
        // The default address is the first one.
        let address = addresses::of_user(connection, user_id)?.into_iter().next();
        let address = match address {
            None => None,
            Some(address) => {
                let places = districts::places(connection, &[address.area_id])?;
                Some(Item::of(address, &places))
            }
        };
        Ok(Rows {
            basket,
            address,
            vouchers: vouchers::usable(connection, user_id, now)?,
            invoice: invoices::usual(connection, user_id)?,
            predeposit: members::find(connection, user_id)?.predeposit,
        })
    }

    fn shown(
        self,
        services: &Services,
        user_id: i64,
        of_cart: bool,
        now: i64,
    ) -> Result<Prepared, Fault> {
        let (basket, key) = (&self.basket, &services.key);
        let checkout = Checkout::start(now, basket.digest.clone(), basket.total())?;
        let goods = basket.live();
        let goods = goods.map(|line| format!("{}|{}", line.goods.id, line.pieces));
        let goods = goods.collect::<Vec<_>>().join(",");
        let has_vat = basket.live().all(|line| line.common.has_vat);
        let vat = if has_vat { "1" } else { "0" };
        let stores = basket
            .stores
            .iter()
            .map(|(id, parcel)| (id.to_string(), StoreShown::of(parcel, &self.vouchers)));
        Ok(Prepared {
            ifcart: of_cart.into(),
            store_cart_list: MapOrList(stores.collect()),
            freight_hash: checkout.text(key, user_id, Kind::Freight, &goods)?,
            address_info: OrEmpty(self.address),
            ifshow_offpay: basket.stores.values().any(|parcel| parcel.store.offpay),
            vat_hash: checkout.text(key, user_id, Kind::Vat, vat)?,
            inv_info: match &self.invoice {
                None => InvoiceShown {
                    inv_id: 0,
                    content: NO_INVOICE.to_owned(),
                },
                Some(invoice) => InvoiceShown {
                    inv_id: invoice.id,
                    content: format!("{} {}", invoice.title, invoice.content),
                },
            },
            available_predeposit: Fen(self.predeposit),
        })
    }
}
