use signet_fault::{Code, Fault};
use signet_store::Connection;

use crate::tables::orders::{self, Order};
use crate::tables::payments;

/// An order with its pay number.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    pub(crate) order: Order,
    pub(crate) pay_sn: String,
}

impl Numbered {
    /// Returns orders with their pay numbers. One query reads the pay numbers.
    ///
    /// # Errors
    /// The errors of the store.
    pub(crate) fn all(
        connection: &mut Connection,
        orders: Vec<Order>,
    ) -> Result<Vec<Numbered>, Fault> {
        let ids: Vec<i64> = orders.iter().map(|order| order.payment_id).collect();
        let numbers = payments::numbers(connection, &ids)?;
        let numbered = |order: Order| {
            let pay_sn = numbers.get(&order.payment_id).cloned();
            let pay_sn = pay_sn.ok_or_else(|| Fault::internal("an order has no pay number"))?;
            Ok(Numbered { order, pay_sn })
        };
        orders.into_iter().map(numbered).collect()
    }

    /// Returns an order of a member.
    ///
    /// # Errors
    /// [`Code::OrderNotFound`], also for an order of another member.
    pub(crate) fn find_own(
        connection: &mut Connection,
        user_id: i64,
        order_sn: &str,
    ) -> Result<Numbered, Fault> {
        let order = orders::of_user(connection, user_id, order_sn)?;
        Numbered::one(connection, order)
    }

    /// Returns an order of any member, for operators.
    ///
    /// # Errors
    /// [`Code::OrderNotFound`].
    pub(crate) fn find(connection: &mut Connection, order_sn: &str) -> Result<Numbered, Fault> {
        let order = orders::by_sn(connection, order_sn)?;
        Numbered::one(connection, order)
    }

    fn one(connection: &mut Connection, order: Option<Order>) -> Result<Numbered, Fault> {
        let found = Numbered::all(connection, order.into_iter().collect())?;
        found
            .into_iter()
            .next()
            .ok_or_else(|| Code::OrderNotFound.into())
    }
}
