//! The number of statements of calls that read many rows. It is the same for one line of one store and for fifty lines of
//! several stores.
//!
//! `cargo xtask test --servers -- statements` counts them on MariaDB. `docs/performance.md` has the numbers.

use signet_methods_teahouse::tables::commons::{self, NewCommon};
use signet_methods_teahouse::tables::goods::{self, NewGoods};
use signet_methods_teahouse::tables::promotions::{self, NewPromotion, PromotionKind};
use signet_methods_teahouse::tables::tasters::{self, NewTaster};
use signet_methods_teahouse::tables::transports::{self, NewRule};
use signet_methods_teahouse::tables::{carts, gallery};
use signet_store::{Error, Tx, jobs};
use signet_testkit::{TestGateway, eventually};

use crate::books::number;
use crate::shop::{Buyer, SHENZHEN, Step2, TIANJIN};
use crate::wire::{get, post};
use crate::{BUYER, stock};

const DAY: i64 = 86_400;

/// The pieces of each line.
const PIECES: i64 = 2;

/// A shop in which each cart line of the demo's buyer has everything that costs a statement.
struct Shop {
    gateway: TestGateway,
    /// The lines of the cart, and the goods of each.
    lines: Vec<(i64, i64)>,
    /// The stores, and the template of the buyer's voucher of each.
    vouchers: Vec<(i64, i64)>,
}

impl Shop {
    fn new(stores: usize, lines_each: i64) -> Shop {
        let gateway = TestGateway::of(&signet_methods_teahouse::PACK)
            .with(|settings| settings.storage.pool = 1)
            .start();
        gateway.clock.stop_at(gateway.clock.now());
        let buyer = Buyer::new(&gateway, BUYER);
        buyer.set_predeposit(100_000_000);
        // The default, which a checkout for another address replaces.
        buyer.address(SHENZHEN);
        let (mut lines, mut vouchers) = (Vec::new(), Vec::new());
        for _ in 0..stores {
            let store_id = stock::store(&gateway, 99_999);
            let template = stock::voucher(store_id, 1000, 5000);
            vouchers.push((store_id, stock::give(&gateway, &template, buyer.user_id)));
            let gift = stock::goods(&gateway, store_id, 1, 0);
            let rules = [(100, 10, gift), (200, 10, gift), (999_900, 10, 0)];
            stock::campaign(&gateway, store_id, &rules);
            gateway.write(|tx| {
                let transport_id = transport(tx, store_id)?;
                for number in 0..lines_each {
                    let goods_id = article(tx, store_id, transport_id, number)?;
                    let line = carts::insert(tx, buyer.user_id, goods_id, PIECES)?;
                    lines.push((line, goods_id));
                }
                Ok(())
            });
        }
        let shop = Shop {
            gateway,
            lines,
            vouchers,
        };
        shop.settle();
        shop
    }

    /// Waits until the content in memory has the campaigns and no picture of the sample, and until each job has run. The next
    /// run of each job is later, because the clock is stopped.
    fn settle(&self) {
        let of_sample = "DELETE FROM teahouse_blocks WHERE kind = 'sample'";
        stock::execute(&self.gateway, of_sample);
        stock::reload(&self.gateway);
        let now = self.gateway.clock.now();
        eventually("the jobs have run", || {
            let jobs = self.gateway.read(jobs::all);
            !jobs.is_empty() && jobs.iter().all(|job| job.due_at > now)
        });
    }

    /// Returns the number of statements of calls. It counts statements on tables that no other work uses now, and statements
    /// that read the ids of new rows.
    fn statements(&self, calls: impl FnOnce()) -> usize {
        let statements = self.gateway.statements(calls);
        let own = ["teahouse_", "users", "districts", "last_insert"];
        let is_own = |sql: &&String| {
            let sql = sql.to_lowercase();
            own.iter().any(|part| sql.contains(part))
        };
        statements.iter().filter(is_own).count()
    }

    /// Returns the statements of each call: the name of its operation, and their number.
    fn of_calls(&self) -> Vec<(&'static str, usize)> {
        let buyer = Buyer::new(&self.gateway, BUYER);
        let goods_id = self.lines[0].1.to_string();
        let of_goods = [("goods_id", goods_id.as_str())];
        let goods_detail = self.statements(|| {
            let page = get(&self.gateway, "act=goods&op=goods_detail", &of_goods).v1();
            assert!(page["mansong_info"]["rules"].is_array(), "{page}");
        });
        let home = "act=home&op=home_page_api";
        let of_guest = self.statements(|| {
            assert_eq!(post(&self.gateway, home, &[]).v3()["isLogin"], "0");
        });
        let of_member = self.statements(|| {
            assert_eq!(buyer.post(home, &[]).v3()["isLogin"], "1");
        });
        let cart_list = self.statements(|| {
            let cart = buyer.post("act=member_cart&op=cart_list", &[]).v1();
            let lines = cart["cart_list"].as_array().map(Vec::len);
            assert_eq!(lines, Some(self.lines.len()));
        });
        let cart = self.cart();
        let buy_step1 = self.statements(|| {
            buyer.of_cart(&cart).v1();
        });
        let step2 = self.step2(&buyer);
        let buy_step2 = self.statements(|| {
            let made = buyer.step2(&step2).v1();
            assert_eq!(made["pay_sn"].as_str().map(str::len), Some(18));
        });
        vec![
            ("goods_detail", goods_detail),
            ("home_page_api of a guest", of_guest),
            ("home_page_api of a member", of_member),
            ("cart_list", cart_list),
            ("buy_step1", buy_step1),
            ("buy_step2", buy_step2),
        ]
    }

    /// Returns the whole cart, as it is named in a checkout.
    fn cart(&self) -> String {
        let lines = self.lines.iter().map(|(id, _)| format!("{id}|{PIECES}"));
        lines.collect::<Vec<_>>().join(",")
    }

    /// Returns the second step for the whole cart, with a voucher of each store, an invoice, and the predeposit.
    fn step2(&self, buyer: &Buyer<'_>) -> Step2 {
        let vouchers = self.vouchers.iter();
        let vouchers = vouchers.map(|(store_id, t_id)| format!("{t_id}|{store_id}|10"));
        let invoice = "(SELECT MIN(id) FROM teahouse_invoices WHERE user_id = ";
        let invoice = number(&self.gateway, &format!("{invoice}{})", buyer.user_id));
        let step2 = buyer.prepare_cart(&self.cart(), TIANJIN).with_predeposit();
        step2
            .with("voucher", &vouchers.collect::<Vec<_>>().join(","))
            .with("invoice_id", &invoice.to_string())
    }
}

/// Adds a template of freight that is valid everywhere.
fn transport(tx: &mut Tx<'_>, store_id: i64) -> Result<i64, Error> {
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
fn article(tx: &mut Tx<'_>, store_id: i64, transport_id: i64, number: i64) -> Result<i64, Error> {
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
            starts_at: tx.now(),
            ends_at: tx.now() + DAY,
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
) -> Result<i64, Error> {
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

#[test]
fn statements_do_not_grow_with_lines_stores_and_promotions() {
    let small = Shop::new(1, 1).of_calls();
    assert_eq!(small, Shop::new(5, 10).of_calls());
    let expected = [
        ("goods_detail", 7),
        ("home_page_api of a guest", 5),
        ("home_page_api of a member", 6),
        ("cart_list", 3),
        ("buy_step1", 15),
        ("buy_step2", 39),
    ];
    assert_eq!(small, expected);
}
