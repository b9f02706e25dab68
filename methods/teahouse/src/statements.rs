//! The number of statements of calls that read much: it is the same for one line of one store and for fifty of several.
//!
//! `cargo xtask test --servers -- statements` counts them on MariaDB. `docs/performance.md` has the numbers.

use signet_call::params;
use signet_fault::Fault;
use signet_store::districts::{self, District};
use signet_store::{Connection, Tx};
use signet_testkit::Scratch;

use crate::PACK;
use crate::cart::list::Cart;
use crate::checkout::basket::Purchase;
use crate::checkout::bought::Bought;
use crate::content::CONTENT;
use crate::goods::detail;
use crate::home::page::Home;
use crate::order::prepare;
use crate::tables::addresses::{self, NewAddress};
use crate::tables::blocks::{self, BlockKind, NewBlock};
use crate::tables::commons::{self, NewCommon};
use crate::tables::goods::{self, NewGoods};
use crate::tables::invoices::{self, NewInvoice};
use crate::tables::mansongs::{self, MansongRule, NewMansong};
use crate::tables::promotions::{self, NewPromotion, PromotionKind};
use crate::tables::stores::{self, NewStore};
use crate::tables::tasters::{self, NewTaster};
use crate::tables::transports::{self, NewRule};
use crate::tables::vouchers::{self, NewTemplate};
use crate::tables::{carts, gallery, members, predeposit};

pub(crate) const NOW: i64 = 1_800_000_000;
const SOON: i64 = NOW + 86_400;
pub(crate) const MEMBER: i64 = 7;
pub(crate) const AREA: i64 = 120_106;

/// The pieces of each line.
const PIECES: i64 = 2;

/// The hash of the member's password for payments.
pub(crate) const PAY_HASH: &str = "hash";

/// A shop in which everything that costs a statement is there, for each of its lines.
pub(crate) struct Shop {
    pub(crate) db: Scratch,
    /// The lines of the member's cart.
    lines: Vec<i64>,
    /// The stores.
    pub(crate) stores: Vec<i64>,
    /// An address and an invoice of the member.
    pub(crate) address_id: i64,
    pub(crate) invoice_id: i64,
    /// The goods of the first line.
    goods_id: i64,
}

impl Shop {
    pub(crate) fn new(stores: i64, lines_each: i64) -> Shop {
        let db = Scratch::with(&[PACK.migrations]);
        let (mut lines, mut store_ids) = (Vec::new(), Vec::new());
        let (address_id, invoice_id) = db.write(NOW, |tx| {
            for kind in [BlockKind::Carousel, BlockKind::Flash] {
                blocks::insert(tx, &block(kind))?;
            }
            let of_member = of_member(tx)?;
            for number in 0..stores {
                let store_id = store(tx, number)?;
                let transport_id = transport(tx, store_id)?;
                store_ids.push(store_id);
                for number in 0..lines_each {
                    let goods_id = article(tx, store_id, transport_id, number)?;
                    lines.push((carts::insert(tx, MEMBER, goods_id, PIECES)?, goods_id));
                }
            }
            Ok(of_member)
        });
        Shop {
            db,
            goods_id: lines[0].1,
            lines: lines.into_iter().map(|(line, _)| line).collect(),
            stores: store_ids,
            address_id,
            invoice_id,
        }
    }

    /// Returns what is bought: the whole cart.
    pub(crate) fn bought(&self) -> Bought {
        let bought = self.lines.iter().map(|id| format!("{id}|{PIECES}"));
        Bought::read(&bought.collect::<Vec<_>>().join(",")).unwrap()
    }

    fn counted<T>(&self, read: impl FnMut(&mut Connection) -> Result<T, Fault>) -> (T, usize) {
        let (outcome, statements) = self.db.counted(read);
        (outcome.unwrap(), statements)
    }
}

/// Adds what the member has, and returns the ids of the address and of the invoice.
fn of_member(tx: &mut Tx<'_>) -> Result<(i64, i64), signet_store::Error> {
    members::insert(tx, MEMBER, "绿茶")?;
    members::set_pay_hash(tx, MEMBER, PAY_HASH)?;
    let topup = predeposit::Change {
        ref_id: "1".to_owned(),
        delta: 100_000_000,
    };
    predeposit::change(tx, MEMBER, predeposit::Reason::Topup, &[topup])?;
    let names = [(120_000, "天津市"), (120_100, "市辖区"), (AREA, "红桥区")];
    let place = |(code, name): (i64, &str)| District {
        code,
        name: name.to_owned(),
    };
    districts::replace_all(tx, &names.map(place))?;
    let address = NewAddress {
        true_name: "廖培坤".to_owned(),
        city_id: 120_100,
        area_id: AREA,
        address: "水游城8层".to_owned(),
        tel_phone: String::new(),
        mob_phone: "19900000201".to_owned(),
    };
    let address_id = addresses::insert(tx, MEMBER, &address, false)?;
    let invoice = NewInvoice {
        kind: 1,
        title: "茶客贸易有限公司".to_owned(),
        code: String::new(),
        content: "茶叶".to_owned(),
    };
    Ok((address_id, invoices::insert(tx, MEMBER, &invoice, true)?))
}

fn block(kind: BlockKind) -> NewBlock {
    NewBlock {
        kind,
        image_url: "http://a/1.jpg".to_owned(),
        middle_url: String::new(),
        link: String::new(),
        listorder: 1,
    }
}

/// Adds a store with a voucher of the member, and a campaign of three rules, of which two give goods.
fn store(tx: &mut Tx<'_>, number: i64) -> Result<i64, signet_store::Error> {
    let new = NewStore {
        name: format!("店铺{number}"),
        free_price: 99_999,
        offpay: true,
    };
    let store_id = stores::insert(tx, None, &new)?;
    let template = NewTemplate {
        store_id,
        title: "满50减10".to_owned(),
        description: String::new(),
        price: 1000,
        threshold: 5000,
        starts_at: NOW,
        ends_at: SOON,
        total: 9,
        each_limit: 9,
    };
    vouchers::insert_template(tx, store_id, &template)?;
    vouchers::give(tx, store_id, &template, MEMBER)?;
    let campaign = NewMansong {
        store_id,
        name: "满即送".to_owned(),
        starts_at: NOW,
        ends_at: SOON,
    };
    let mansong_id = mansongs::insert(tx, &campaign)?;
    let gift_goods_id = variant(tx, store_id, 0, "礼品", 1)?;
    for (price, gift_goods_id) in [(100, gift_goods_id), (200, gift_goods_id), (999_900, 0)] {
        let rule = MansongRule {
            mansong_id,
            price,
            discount: 10,
            gift_goods_id,
        };
        mansongs::insert_rule(tx, &rule)?;
    }
    Ok(store_id)
}

/// Adds a template of freight that holds everywhere.
fn transport(tx: &mut Tx<'_>, store_id: i64) -> Result<i64, signet_store::Error> {
    let id = transports::insert(tx, store_id, "运费")?;
    let rule = NewRule {
        is_default: true,
        first_num: 1,
        first_fee: 800,
        next_num: 1,
        next_fee: 200,
    };
    transports::insert_rule(tx, id, rule, &[])?;
    Ok(id)
}

/// Adds goods with two promotions, a picture, a gift and a recommendation.
fn article(
    tx: &mut Tx<'_>,
    store_id: i64,
    transport_id: i64,
    number: i64,
) -> Result<i64, signet_store::Error> {
    let goods_id = variant(tx, store_id, transport_id, &format!("绿茶{number}"), 5880)?;
    let gift_id = variant(tx, store_id, transport_id, &format!("赠品{number}"), 1)?;
    gallery::insert_gift(tx, goods_id, gift_id, 1)?;
    for kind in [PromotionKind::Groupbuy, PromotionKind::Xianshi] {
        let promotion = NewPromotion {
            kind,
            goods_id,
            store_id,
            name: "抢购".to_owned(),
            title: String::new(),
            note: String::new(),
            price: 4990,
            starts_at: NOW,
            ends_at: SOON,
            lower_limit: 1,
            upper_limit: 9,
            quota: 99,
            recommend: false,
        };
        promotions::insert(tx, &promotion)?;
    }
    let taster = NewTaster {
        goods_id,
        score: 9,
        taste: String::new(),
        light: String::new(),
        aroma: String::new(),
        leaf: String::new(),
        listorder: number,
    };
    tasters::insert(tx, &taster)?;
    Ok(goods_id)
}

fn variant(
    tx: &mut Tx<'_>,
    store_id: i64,
    transport_id: i64,
    name: &str,
    price: i64,
) -> Result<i64, signet_store::Error> {
    let common = NewCommon {
        store_id,
        name: name.to_owned(),
        specs: "[]".to_owned(),
        transport_id,
        ..NewCommon::default()
    };
    let common_id = commons::insert(tx, &common)?;
    gallery::insert_image(tx, common_id, "http://a/1.jpg", 1)?;
    let goods = NewGoods {
        common_id,
        store_id,
        name: name.to_owned(),
        price,
        storage: 999,
        is_main: true,
        ..NewGoods::default()
    };
    goods::insert(tx, None, &goods)
}

/// Returns the statements of each call: the name of its operation, and their number.
fn statements(shop: &Shop) -> Vec<(&'static str, usize)> {
    let content = shop
        .counted(|connection| Ok((CONTENT.read)(connection, NOW)?))
        .0;
    let goods_id = shop.goods_id;
    let (rows, goods_detail) =
        shop.counted(|connection| detail::Rows::read(connection, goods_id, NOW, &content));
    assert!(rows.is_some());
    let home = |user_id| {
        let page = params::Page::default();
        shop.counted(|connection| Home::read(connection, &content, user_id, page, NOW))
            .1
    };
    let (cart, cart_list) =
        shop.counted(|connection| Cart::read(connection, &content, MEMBER, NOW));
    let cart = serde_json::to_value(cart).unwrap();
    assert_eq!(
        cart["cart_list"].as_array().map(Vec::len),
        Some(shop.lines.len())
    );
    let bought = shop.bought();
    let purchase = Purchase {
        user_id: MEMBER,
        of_cart: true,
        bought: &bought,
    };
    let (_, buy_step1) = shop.counted(|connection| prepare::Rows::read(connection, purchase, NOW));
    vec![
        ("goods_detail", goods_detail),
        ("home_page_api of a guest", home(None)),
        ("home_page_api of a member", home(Some(MEMBER))),
        ("cart_list", cart_list),
        ("buy_step1", buy_step1),
    ]
}

#[test]
fn statements_do_not_grow_with_lines_stores_and_promotions() {
    let small = statements(&Shop::new(1, 1));
    assert_eq!(small, statements(&Shop::new(5, 10)));
    let expected = [
        ("goods_detail", 7),
        ("home_page_api of a guest", 5),
        ("home_page_api of a member", 6),
        ("cart_list", 3),
        ("buy_step1", 15),
    ];
    assert_eq!(small, expected);
}
