use std::collections::HashMap;

use signet_store::charges::{self, Charge};
use signet_store::{Connection, Error};

use super::Order;
use crate::HOMECARE;
use crate::tables::order_goods::{self, GoodsLine};
use crate::tables::order_services::{self, ServiceLine};

/// Orders, at most [`MAX_ORDERS`](crate::tables::MAX_ORDERS), with their lines and charges.
pub struct Whole {
    pub(crate) orders: Vec<Order>,
    pub(crate) goods: HashMap<i64, Vec<GoodsLine>>,
    pub(crate) services: HashMap<i64, Vec<ServiceLine>>,
    pub(crate) charges: HashMap<String, Charge>,
}

impl Whole {
    /// Reads the lines and charges of orders, in three queries.
    ///
    /// # Errors
    /// [`Error::Query`].
    pub fn read(connection: &mut Connection, orders: Vec<Order>) -> Result<Whole, Error> {
        let ids: Vec<i64> = orders.iter().map(|order| order.id).collect();
        let order_nos: Vec<&str> = orders.iter().map(|order| order.order_no.as_str()).collect();
        let mut goods: HashMap<i64, Vec<GoodsLine>> = HashMap::new();
        for line in order_goods::of_orders(connection, &ids)? {
            goods.entry(line.order_id).or_default().push(line);
        }
        let mut services: HashMap<i64, Vec<ServiceLine>> = HashMap::new();
        for line in order_services::of_orders(connection, &ids)? {
            services.entry(line.order_id).or_default().push(line);
        }
        let charges = charges::newest_of(connection, HOMECARE.name(), &order_nos)?;
        Ok(Whole {
            orders,
            goods,
            services,
            charges,
        })
    }
}
