//! The number of statements that reads execute.

use signet_methods_homecare::PACK;
use signet_methods_homecare::tables::order_goods::{self, GoodsLine};
use signet_methods_homecare::tables::orders::{NewOrder, Whole, insert, newest_of_user};
use signet_store::Error;
use signet_testkit::Scratch;

const NOW: i64 = 1_800_000_000;
const USER: i64 = 7;

fn add(db: &Scratch, count: usize) {
    for number in 0..count {
        let order = NewOrder {
            order_no: format!("{number}"),
            user_id: USER,
            created_at: NOW,
            ..NewOrder::default()
        };
        let line = |order_id| GoodsLine {
            order_id,
            sid: 1,
            title: String::new(),
            origin_price: 0,
            real_price: 0,
            repair_price: 0,
            use_repair: false,
        };
        db.write(NOW, |tx| {
            let id = insert(tx, &order)?;
            order_goods::insert(tx, &[line(id), line(id)])
        });
    }
}

#[test]
fn a_page_of_orders_takes_four_statements_whatever_is_on_it() {
    for count in [1, 100] {
        let db = Scratch::with(&[PACK.migrations]);
        add(&db, count);
        let (length, statements) = db.counted(|connection| {
            let orders = newest_of_user(connection, USER, None, 100)?;
            let length = orders.len();
            Whole::read(connection, orders)?;
            Ok::<_, Error>(length)
        });
        assert_eq!((length.unwrap(), statements), (count, 4), "{count} orders");
    }
}
