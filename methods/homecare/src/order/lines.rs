//! The lines of an order: the goods and services as they are on sale when the order is made.

use signet_fault::Fault;
use signet_store::Connection;

use crate::content::EVERYWHERE;
use crate::faults;
use crate::tables::on_sale::{self, GoodsOnSale};
use crate::tables::order_goods::GoodsLine;
use crate::tables::order_services::ServiceLine;

/// The longest title of a charge, in characters.
const MAX_SUBJECT: usize = 32;

/// The last character of the title of a charge for more than one line.
const AND_MORE: char = '等';

/// A piece of goods that a client orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The goods.
    pub(crate) sid: i64,
    /// Whether they are to be installed.
    pub(crate) use_repair: bool,
}

/// The goods and services that a client orders. Goods are in the list once for each time that the client names them. A service
/// is in the list only once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    goods: Vec<(GoodsOnSale, bool)>,
    services: Vec<(i64, String)>,
}

/// The texts about a charge that the payer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// The title.
    pub(crate) subject: String,
    /// The description.
    pub(crate) body: String,
}

impl Lines {
    /// Returns the lines of an order in a city.
    ///
    /// # Errors
    /// `faults::HOMECARE_GOODS_UNKNOWN` and `faults::HOMECARE_SERVICE_UNKNOWN` for the first goods or service that is not on
    /// sale in the city.
    pub(crate) fn read(
        connection: &mut Connection,
        city_id: i64,
        goods: &[Wanted],
        services: &[i64],
    ) -> Result<Lines, Fault> {
        let is_here = |of: i64| of == EVERYWHERE || of == city_id;
        let sids: Vec<i64> = goods.iter().map(|wanted| wanted.sid).collect();
        let on_sale = on_sale::goods(connection, &sids)?;
        let mut lines = Lines::default();
        for wanted in goods {
            let mut found = on_sale.iter();
            let found = found.find(|goods| goods.id == wanted.sid && is_here(goods.city_id));
            let unknown =
                || Fault::new(faults::HOMECARE_GOODS_UNKNOWN).with_number("sid", wanted.sid);
            let found = found.ok_or_else(unknown)?;
            lines.goods.push((found.clone(), wanted.use_repair));
        }
        let on_sale = on_sale::services(connection, services)?;
        for &hid in services {
            let mut found = on_sale.iter();
            let found = found.find(|service| service.id == hid && is_here(service.city_id));
            let unknown = || Fault::new(faults::HOMECARE_SERVICE_UNKNOWN).with_number("hid", hid);
            let found = found.ok_or_else(unknown)?;
            if lines.services.iter().all(|(other, _)| *other != hid) {
                lines.services.push((hid, found.item_name.clone()));
            }
        }
        Ok(lines)
    }

    /// Returns the sum of the prices. Services have no price.
    ///
    /// # Errors
    /// [`Fault::internal`] if the sum does not fit in 64 bits.
    pub(crate) fn total(&self) -> Result<i64, Fault> {
        let price = |(goods, use_repair): &(GoodsOnSale, bool)| match use_repair {
            true => goods.real_price.checked_add(goods.repair_price),
            false => Some(goods.real_price),
        };
        let mut lines = self.goods.iter();
        let total = lines.try_fold(0_i64, |total, line| total.checked_add(price(line)?));
        total.ok_or_else(|| Fault::internal("the total of an order overflows"))
    }

    /// Returns the title of the charge.
    pub(crate) fn title(&self) -> Title {
        let first = self.goods.first().map(|(goods, _)| goods.title.as_str());
        let first = first.unwrap_or_default();
        let has_more = self.goods.len() + self.services.len() > 1;
        let room = MAX_SUBJECT - usize::from(has_more);
        let subject: String = first
            .chars()
            .take(room)
            .chain(has_more.then_some(AND_MORE))
            .collect();
        let contents = self.goods.iter().map(|(goods, _)| &goods.content);
        let body = match contents.clone().all(String::is_empty) {
            true => subject.clone(),
            false => contents.fold(String::new(), |body, content| body + content + "#"),
        };
        Title { subject, body }
    }

    /// Returns the rows of the goods in an order.
    pub(crate) fn goods_rows(&self, order_id: i64) -> Vec<GoodsLine> {
        let row = |(goods, use_repair): &(GoodsOnSale, bool)| GoodsLine {
            order_id,
            sid: goods.id,
            title: goods.title.clone(),
            origin_price: goods.origin_price,
            real_price: goods.real_price,
            repair_price: goods.repair_price,
            use_repair: *use_repair,
        };
        self.goods.iter().map(row).collect()
    }

    /// Returns the rows of the services in an order.
    pub(crate) fn service_rows(&self, order_id: i64) -> Vec<ServiceLine> {
        let row = |(hid, item_name): &(i64, String)| ServiceLine {
            order_id,
            hid: *hid,
            item_name: item_name.clone(),
        };
        self.services.iter().map(row).collect()
    }
}
