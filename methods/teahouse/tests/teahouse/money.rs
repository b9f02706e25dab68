//! The cost of orders: figures that were calculated by hand, and rules for random purchases.

use serde_json::Value;
use signet_methods_teahouse::tables::order_goods::OrderLine;
use signet_methods_teahouse::tables::orders::{Order, state};
use signet_testkit::{Numbers, TestGateway, rounds};

use crate::books::{Books, number};
use crate::shop::{Buyer, SHENZHEN, TIANJIN};
use crate::{BUYER, stock};

/// Returns the amounts of an order, in fen: goods, campaign, voucher, freight, and the total.
fn amounts(order: &Order) -> [i64; 5] {
    let Order {
        goods_amount,
        mansong_amount,
        voucher_amount,
        shipping_fee,
        order_amount,
        ..
    } = *order;
    [
        goods_amount,
        mansong_amount,
        voucher_amount,
        shipping_fee,
        order_amount,
    ]
}

fn paid(lines: &[OrderLine]) -> Vec<i64> {
    lines.iter().map(|line| line.pay_price).collect()
}

fn predeposit(buyer: &Buyer<'_>) -> i64 {
    let of = "(SELECT predeposit FROM teahouse_members WHERE user_id = ";
    number(buyer.gateway, &format!("{of}{})", buyer.user_id))
}

// 58.80 × 2 + 9.90 × 3 = 147.30, less 10.00 (the campaign for 100.00 or more) = 137.30, less the voucher of 20.00 = 117.30.
// Freight: 8.00 + 2.00 by the template, and 5.00 once. 117.30 + 15.00 = 132.30. The discount is 30.00. The line of 58.80 × 2
// gets 30.00 × 117.60 / 147.30 = 23.95 of it, and the last line gets the rest, 6.05. The lines cost 93.65 and 23.65.
#[test]
fn a_campaign_a_voucher_the_freight_and_a_part_of_the_predeposit() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    buyer.set_predeposit(5000);
    let voucher = stock::give(&gateway, &stock::voucher(2, 2000, 10_000), buyer.user_id);
    let step2 = buyer.prepare("232|2,301|3", SHENZHEN).with_predeposit();
    let step2 = step2.with("voucher", &format!("{voucher}|2|20.00"));
    let (order, lines) = buyer.buy(&step2).remove(0);
    assert_eq!(amounts(&order), [14_730, 1000, 2000, 1500, 13_230]);
    assert_eq!(paid(&lines), [9365, 2365]);
    assert_eq!((order.pd_amount, order.state), (5000, state::UNPAID));
    assert_eq!(order.promotion, "满100元减10元");
    assert_eq!(order.order_amount - order.pd_amount, 8230, "the charge");
    books.check(&gateway);
}

// As above without the voucher: 137.30 + 15.00 = 152.30. The goods of another store cost 260.00, and their delivery is free.
// The predeposit of 300.00 pays the first order and 147.70 of the second order, so that 112.30 are left to pay.
#[test]
fn the_predeposit_fills_the_orders_of_several_stores() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    buyer.set_predeposit(30_000);
    let step2 = buyer.prepare("305|1,232|2,301|3", SHENZHEN);
    let orders = buyer.buy(&step2.with_predeposit());
    let seen: Vec<_> = orders
        .iter()
        .map(|(order, _)| {
            (
                order.store_id,
                order.order_amount,
                order.pd_amount,
                order.state,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (2, 15_230, 15_230, state::TO_SHIP),
            (3, 26_000, 14_770, state::UNPAID)
        ]
    );
    assert_eq!(predeposit(&buyer), 0);
    // Without a predeposit, the order is unpaid.
    let (order, _) = buyer
        .buy(&buyer.prepare("301|1", SHENZHEN).with_predeposit())
        .remove(0);
    assert_eq!((order.pd_amount, order.state), (0, state::UNPAID));
    books.check(&gateway);
}

// Delivery is free for 200.00 or more after the campaign. 99.99 reaches no rule, and 100.00 reaches the first rule. With 205.00
// − 25.00 = 180.00, delivery is not free. In the store that has only the rule of 100.00, delivery is free with 215.00 − 10.00 =
// 205.00, even if a voucher is used.
#[test]
fn rules_and_free_delivery_begin_at_their_amounts() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let one_rule = stock::store(&gateway, 20_000);
    stock::campaign(&gateway, one_rule, &[(10_000, 1000, 0)]);
    let of_store_2 = |price| stock::goods(&gateway, 2, price, 700);
    let [below, at, above] = [9999, 10_000, 20_500].map(of_store_2);
    let free = stock::goods(&gateway, one_rule, 21_500, 700);
    let voucher = stock::give(
        &gateway,
        &stock::voucher(one_rule, 2000, 20_500),
        buyer.user_id,
    );
    let books = Books::open(&gateway);
    for (goods, vouchers, expected) in [
        (below, String::new(), [9999, 0, 0, 700, 10_699]),
        (at, String::new(), [10_000, 1000, 0, 700, 9700]),
        (above, String::new(), [20_500, 2500, 0, 700, 18_700]),
        (free, String::new(), [21_500, 1000, 0, 0, 20_500]),
        (
            free,
            format!("{voucher}|{one_rule}|20"),
            [21_500, 1000, 2000, 0, 18_500],
        ),
    ] {
        let step2 = buyer.prepare(&format!("{goods}|1"), SHENZHEN);
        let (order, _) = buyer.buy(&step2.with("voucher", &vouchers)).remove(0);
        assert_eq!(amounts(&order), expected, "{goods} {vouchers}");
    }
    books.check(&gateway);
}

// A voucher for 90.00 or more: 100.00 − 10.00 = 90.00 is enough, 99.99 − 10.00 = 89.99 is not.
#[test]
fn a_voucher_holds_after_the_campaign() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let store = stock::store(&gateway, 0);
    stock::campaign(&gateway, store, &[(9000, 1000, 0)]);
    let voucher = stock::give(&gateway, &stock::voucher(store, 500, 9000), buyer.user_id);
    let named = format!("{voucher}|{store}|5");
    let buy = |price| {
        let goods = stock::goods(&gateway, store, price, 0);
        let step2 = buyer.prepare(&format!("{goods}|1"), SHENZHEN);
        buyer.step2(&step2.with("voucher", &named))
    };
    assert_eq!(buy(9999).fault(), "voucher_invalid");
    buy(10_000).v1();
}

// 2 pieces cost 6.00, and each further group of up to 3 pieces costs 4.00.
#[test]
fn freight_counts_the_pieces_of_a_template_together() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::fresh(&gateway);
    // No delivery is free here.
    stock::execute(&gateway, "UPDATE teahouse_stores SET free_price = 0");
    let first = stock::of_name(&gateway, "云南普洱 熟茶 罐装 100g");
    let second = stock::of_name(&gateway, "云南普洱 熟茶 盒装 100g");
    let freight = |cart: &str| {
        let (order, _) = buyer.buy(&buyer.prepare(cart, SHENZHEN)).remove(0);
        order.shipping_fee
    };
    for (pieces, expected) in [(1, 600), (2, 600), (3, 1000), (5, 1000), (6, 1400)] {
        assert_eq!(freight(&format!("{first}|{pieces}")), expected, "{pieces}");
    }
    assert_eq!(freight(&format!("{first}|1,{second}|1")), 600);
}

// One piece costs 58.80. 2 or more pieces cost 49.90 each, and 3 is the limit.
#[test]
fn a_flash_sale_holds_for_all_pieces_or_none() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    for (pieces, expected) in [(1, 5880), (2, 9980), (3, 14_970)] {
        let buyer = Buyer::fresh(&gateway);
        let step2 = buyer.prepare(&format!("302|{pieces}"), SHENZHEN);
        let (order, lines) = buyer.buy(&step2).remove(0);
        assert_eq!(order.goods_amount, expected);
        assert_eq!(lines[0].kind, if pieces == 1 { 1 } else { 3 });
    }
    let buyer = Buyer::fresh(&gateway);
    assert_eq!(buyer.step1("302|4").fault(), "purchase_limit");
    books.check(&gateway);
}

// 10.00 × 3 less 10.00: 6.67, 6.67, 6.66. Less 0.01: 10.00, 10.00, 9.99.
#[test]
fn discounts_are_shared_to_the_last_fen() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::fresh(&gateway);
    for (discount, expected) in [(1000, [667, 667, 666]), (1, [1000, 1000, 999])] {
        let store = stock::store(&gateway, 0);
        stock::campaign(&gateway, store, &[(3000, discount, 0)]);
        let cart = [(); 3].map(|()| format!("{}|1", stock::goods(&gateway, store, 1000, 0)));
        let step2 = buyer.prepare(&cart.join(","), SHENZHEN);
        let (order, lines) = buyer.buy(&step2).remove(0);
        assert_eq!(paid(&lines), expected);
        assert_eq!(order.order_amount, 3000 - discount);
    }
}

// One piece costs 168.00 in group buying, and has the gift of the goods. With 168.00 × 2 − 25.00, there is also the gift of the
// campaign.
#[test]
fn gifts_cost_nothing_and_come_while_they_last() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::fresh(&gateway);
    let (order, lines) = buyer.buy(&buyer.prepare("303|1", SHENZHEN)).remove(0);
    assert_eq!(amounts(&order), [16_800, 1000, 0, 800, 16_600]);
    let seen = |lines: &[OrderLine]| {
        let seen = lines.iter();
        let seen = seen.map(|line| (line.goods_id, line.num, line.pay_price, line.kind));
        seen.collect::<Vec<_>>()
    };
    assert_eq!(seen(&lines), [(303, 1, 15_800, 2), (301, 1, 0, 5)]);
    let (order, lines) = buyer.buy(&buyer.prepare("303|2", SHENZHEN)).remove(0);
    assert_eq!(amounts(&order), [33_600, 2500, 0, 0, 31_100]);
    assert_eq!(order.promotion, "满200元减25元送竹制茶荷");
    assert_eq!(
        seen(&lines),
        [(303, 2, 31_100, 2), (301, 1, 0, 5), (301, 2, 0, 5)]
    );
    books.check(&gateway);
    stock::set(&gateway, 301, "storage = 0");
    let books = Books::open(&gateway);
    let (order, lines) = buyer.buy(&buyer.prepare("303|2", SHENZHEN)).remove(0);
    assert_eq!(amounts(&order), [33_600, 2500, 0, 0, 31_100]);
    assert_eq!(order.promotion, "满200元减25元");
    assert_eq!(seen(&lines), [(303, 2, 31_100, 2)]);
    books.check(&gateway);
}

// Store 2 accepts cash in Tianjin, and store 3 does not. The predeposit of 50.00 and the charge are only for the 198.00 of
// store 3.
#[test]
fn cash_leaves_the_other_stores_online() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    buyer.set_predeposit(5000);
    let step2 = buyer.prepare("232|1,110|2", TIANJIN).with_predeposit();
    let orders = buyer.buy(&step2.with("pay_name", "offline"));
    let seen: Vec<_> = orders
        .iter()
        .map(|(order, _)| {
            (
                order.store_id,
                order.state,
                order.order_amount,
                order.pd_amount,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (2, state::TO_SHIP, 7080, 0),
            (3, state::UNPAID, 19_800, 5000)
        ]
    );
    books.check(&gateway);
}

#[test]
fn a_sample_costs_its_freight_alone() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let sample = stock::sample(&gateway, 5, 600);
    let books = Books::open(&gateway);
    let buyer = Buyer::fresh(&gateway);
    let (free, _) = buyer.buy(&buyer.prepare("321|1", SHENZHEN)).remove(0);
    assert_eq!((amounts(&free), free.state), ([0; 5], state::TO_SHIP));
    let cart = format!("{}|1", stock::SAMPLE);
    let (order, _) = buyer.buy(&buyer.prepare(&cart, SHENZHEN)).remove(0);
    assert_eq!(
        (amounts(&order), order.state),
        ([0, 0, 0, 600, 600], state::UNPAID)
    );
    assert_eq!(order.sample_id, Some(sample));
    books.check(&gateway);
}

/// Returns a random amount or number below a limit.
fn below(numbers: &mut Numbers, limit: i64) -> i64 {
    i64::try_from(numbers.below(usize::try_from(limit).unwrap())).unwrap()
}

/// Returns an amount of a reply in fen.
fn fen(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// A store of the random shop.
struct Store {
    id: i64,
    goods: Vec<i64>,
}

impl Store {
    /// Adds a store with up to three rules and five goods.
    fn new(gateway: &TestGateway, numbers: &mut Numbers) -> Store {
        let id = stock::store(gateway, 100 * below(numbers, 300));
        let goods: Vec<i64> = (0..5)
            .map(|_| stock::goods(gateway, id, 1 + below(numbers, 9000), below(numbers, 1500)))
            .collect();
        let rules = (1..=below(numbers, 4)).map(|rule| {
            let price = 5000 * rule;
            let gift = if below(numbers, 2) == 0 { 0 } else { goods[0] };
            (price, below(numbers, price), gift)
        });
        stock::campaign(gateway, id, &rules.collect::<Vec<_>>());
        Store { id, goods }
    }
}

#[test]
fn the_second_step_costs_what_the_first_ones_have_shown() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let mut numbers = Numbers(20_261_128);
    let stores = [(); 4].map(|()| Store::new(&gateway, &mut numbers));
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    for _ in 0..rounds() {
        let mut cart: Vec<String> = Vec::new();
        for goods in stores.iter().flat_map(|store| &store.goods) {
            if below(&mut numbers, 3) == 0 {
                cart.push(format!("{goods}|{}", 1 + below(&mut numbers, 4)));
            }
        }
        if cart.is_empty() {
            continue;
        }
        let cart = cart.join(",");
        buyer.set_predeposit(below(&mut numbers, 30_000));
        let shown = buyer.step1(&cart).v1();
        let lists = &shown["store_cart_list"];
        let freight = buyer
            .to(shown["freight_hash"].as_str().unwrap(), SHENZHEN)
            .v1();
        let mut vouchers: Vec<String> = Vec::new();
        let mut expected: Vec<(i64, i64)> = Vec::new();
        for Store { id, .. } in &stores {
            let Some(store) = lists.get(id.to_string()) else {
                continue;
            };
            let discount = store["store_mansong_rule_list"]
                .get("discount")
                .map_or(0, fen);
            let goods = fen(&store["store_goods_total"]) - discount;
            let price = 1 + below(&mut numbers, goods.max(1));
            let is_used = price <= goods && below(&mut numbers, 2) == 0;
            if is_used {
                let t_id = stock::give(&gateway, &stock::voucher(*id, price, goods), buyer.user_id);
                vouchers.push(format!("{t_id}|{id}|{}.{:02}", price / 100, price % 100));
            }
            let off = if is_used { price } else { 0 };
            let freight = fen(&freight["content"][id.to_string()]);
            expected.push((*id, goods - off + freight));
        }
        let before = predeposit(&buyer);
        let step2 = buyer.prepare(&cart, SHENZHEN).with_predeposit();
        let orders = buyer.buy(&step2.with("voucher", &vouchers.join(",")));
        let seen: Vec<(i64, i64)> = orders
            .iter()
            .map(|(order, _)| (order.store_id, order.order_amount))
            .collect();
        assert_eq!(seen, expected, "{cart} {vouchers:?}");
        let taken: i64 = orders.iter().map(|(order, _)| order.pd_amount).sum();
        let whole: i64 = expected.iter().map(|(_, amount)| amount).sum();
        assert_eq!(taken, before.min(whole), "{cart}");
        assert_eq!(predeposit(&buyer), before - taken);
    }
    books.check(&gateway);
}
