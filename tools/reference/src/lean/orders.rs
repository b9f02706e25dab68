use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{Pool, Row};
use serde::Serialize;

const PAGE: i64 = 20;

const ORDERS: &str = "SELECT id, order_sn, total_price, status, paid_at, shipped_at, done_at, closed_at, receiver_name, \
     receiver_province, receiver_city, receiver_district, receiver_street, receiver_address, receiver_mobile, \
     created_at, (SELECT COUNT(*) FROM orders WHERE user_id = ?) AS total \
     FROM orders WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET 0";

/// The `data` of `order.list`.
#[derive(Serialize)]
pub(crate) struct List {
    list: Vec<Order>,
    total: i64,
    page: i64,
    count: i64,
    isnext: bool,
}

#[derive(Serialize)]
struct Order {
    orderid: i64,
    order_sn: String,
    total_price: i64,
    pay_time: String,
    order_status: i64,
    shipping_time: Option<String>,
    done_time: Option<String>,
    closed_time: Option<String>,
    receiver_name: String,
    receiver_province: String,
    receiver_city: String,
    receiver_district: String,
    receiver_street: String,
    receiver_address: String,
    receiver_mobile: String,
    c_time: String,
    order_status_label: &'static str,
    goods_list: Vec<Bought>,
    #[serde(skip)]
    total: i64,
}

#[derive(Serialize)]
struct Bought {
    #[serde(skip)]
    order_id: i64,
    goodsid: i64,
    goods_name: String,
    goods_image: String,
    productid: i64,
    spec_val: String,
    market_price: i64,
    sales_price: i64,
    quantity: i64,
    payment_price: i64,
    total_price: i64,
}

/// Returns the first page of the orders of a user.
pub(crate) async fn page(pool: &Pool, user_id: i64) -> Result<List> {
    let mut connection = pool.get_conn().await?;
    let mut list: Vec<Order> = connection.exec(ORDERS, (user_id, user_id, PAGE)).await?;
    let ids: Vec<i64> = list.iter().map(|order| order.orderid).collect();
    let places = vec!["?"; ids.len()].join(", ");
    let items = format!(
        "SELECT order_id, goods_id, goods_name, goods_image, product_id, spec_val, market_price, sales_price, \
         quantity, payment_price, total_price FROM order_items WHERE order_id IN ({places}) ORDER BY id"
    );
    let items: Vec<Bought> = connection.exec(items, ids).await?;
    drop(connection);
    for item in items {
        let of_order = list.iter_mut().find(|order| order.orderid == item.order_id);
        if let Some(order) = of_order {
            order.goods_list.push(item);
        }
    }
    let total = list.first().map_or(0, |order| order.total);
    Ok(List {
        list,
        total,
        page: 1,
        count: PAGE,
        isnext: PAGE < total,
    })
}

/// Takes the next column of a row.
macro_rules! next {
    ($row:ident, $column:ident) => {{
        $column += 1;
        $row.take($column - 1)
            .ok_or_else(|| mysql_async::FromRowError($row.clone()))?
    }};
}

impl FromRow for Order {
    fn from_row_opt(mut row: Row) -> Result<Order, mysql_async::FromRowError> {
        let mut column = 0;
        let orderid = next!(row, column);
        let order_sn = next!(row, column);
        let total_price = next!(row, column);
        let status: i64 = next!(row, column);
        let pay_time = date_time(next!(row, column));
        let shipping_time: Option<i64> = next!(row, column);
        let done_time: Option<i64> = next!(row, column);
        let closed_time: Option<i64> = next!(row, column);
        let receiver_name = next!(row, column);
        let receiver_province = next!(row, column);
        let receiver_city = next!(row, column);
        let receiver_district = next!(row, column);
        let receiver_street = next!(row, column);
        let receiver_address = next!(row, column);
        let receiver_mobile = next!(row, column);
        let c_time = date_time(next!(row, column));
        let total = next!(row, column);
        Ok(Order {
            orderid,
            order_sn,
            total_price,
            pay_time,
            order_status: status,
            shipping_time: shipping_time.map(date_time),
            done_time: done_time.map(date_time),
            closed_time: closed_time.map(date_time),
            receiver_name,
            receiver_province,
            receiver_city,
            receiver_district,
            receiver_street,
            receiver_address,
            receiver_mobile,
            c_time,
            order_status_label: match status {
                1 => "待发货",
                2 => "已发货",
                3 => "交易成功",
                _ => "已关闭",
            },
            goods_list: Vec::new(),
            total,
        })
    }
}

impl FromRow for Bought {
    fn from_row_opt(mut row: Row) -> Result<Bought, mysql_async::FromRowError> {
        let mut column = 0;
        Ok(Bought {
            order_id: next!(row, column),
            goodsid: next!(row, column),
            goods_name: next!(row, column),
            goods_image: next!(row, column),
            productid: next!(row, column),
            spec_val: next!(row, column),
            market_price: next!(row, column),
            sales_price: next!(row, column),
            quantity: next!(row, column),
            payment_price: next!(row, column),
            total_price: next!(row, column),
        })
    }
}

/// Returns unix seconds as the date and time that clients see, at the offset of Asia/Shanghai.
fn date_time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    let zone = TimeZone::fixed(Offset::constant(8));
    time.to_zoned(zone)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
