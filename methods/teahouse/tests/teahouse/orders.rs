//! The second step of a checkout: the orders that it makes, and each of its faults.

use signet_methods_teahouse::tables::orders::{PayName, state};
use signet_testkit::TestGateway;

use crate::BUYER;
use crate::books::{Books, count};
use crate::shop::{Buyer, SHENZHEN};

#[test]
fn a_cart_becomes_an_order_for_each_store() {
    let gateway = TestGateway::start();
    let books = Books::open(&gateway);
    let buyer = Buyer::new(&gateway, BUYER);
    let lines = [buyer.line("232"), buyer.line("110")];
    let cart = format!("{}|1,{}|2", lines[0], lines[1]);
    let step2 = buyer.prepare_cart(&cart, SHENZHEN);
    let orders = buyer.buy(&step2);
    let seen: Vec<_> = orders
        .iter()
        .map(|(order, lines)| {
            let line = &lines[0];
            let amounts = (order.goods_amount, order.shipping_fee, order.order_amount);
            let line = (
                line.goods_id,
                line.num,
                line.price,
                line.pay_price,
                line.kind,
            );
            (order.store_id, order.state, amounts, line)
        })
        .collect();
    assert_eq!(
        seen,
        [
            (2, state::UNPAID, (5880, 800, 6680), (232, 1, 5880, 5880, 1)),
            (
                3,
                state::UNPAID,
                (19_800, 0, 19_800),
                (110, 2, 9900, 19_800, 3)
            ),
        ]
    );
    let (order, _) = &orders[0];
    assert_eq!(
        (order.pay_name, order.invoice.as_str()),
        (PayName::Online, "不需要发票")
    );
    assert_eq!(order.receiver.area_info, "广东 深圳市 南山区");
    assert!(order.order_sn.len() == 18 && order.order_sn.bytes().all(|byte| byte.is_ascii_digit()));
    let list = buyer.post("act=member_cart&op=cart_list", &[]).v1();
    assert_eq!(list["cart_list"], serde_json::json!([]));
    assert_eq!(count(&gateway, "teahouse_payments"), 1);
    books.check(&gateway);
}
