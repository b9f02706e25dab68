//! The freight of each store to an area, and whether the store takes cash there.

use signet_domain::districts::city_above;
use signet_fault::Fault;
use signet_store::Connection;

use super::amounts::is_free;
use super::basket::{Basket, Parcel};
use super::freight::AreaRules;
use crate::faults;
use crate::tables::{stores, transports};

/// The delivery of everything that is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// The deliveries of the stores, in the order of the ids of the stores.
    pub(crate) stores: Vec<StoreDelivery>,
}

/// The delivery of what is bought from one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreDelivery {
    pub(crate) id: i64,
    /// The freight in fen.
    pub(crate) freight: i64,
    pub(crate) takes_cash: bool,
}

impl Delivery {
    /// Returns whether any store takes cash.
    pub(crate) fn takes_cash(&self) -> bool {
        self.stores.iter().any(|store| store.takes_cash)
    }

    /// Returns the freight of all stores in fen.
    pub(crate) fn freight(&self) -> i64 {
        let freights = self.stores.iter().map(|store| store.freight);
        freights.fold(0_i64, i64::saturating_add)
    }
}

/// Returns the delivery to an area, in a fixed number of queries.
///
/// # Errors
/// `faults::NOT_DELIVERABLE`.
pub(crate) fn of(
    connection: &mut Connection,
    basket: &Basket,
    area: i64,
) -> Result<Delivery, Fault> {
    let (city, province) = (city_above(area), area / 10_000 * 10_000);
    let templates: Vec<i64> = basket
        .live()
        .map(|line| line.common.transport_id)
        .filter(|id| *id > 0)
        .collect();
    let rules = transports::rules(connection, &templates)?;
    let areas = transports::areas(connection, &templates, &[city, province])?;
    let rules = AreaRules::choose(&rules, &areas, city, province);
    let ids: Vec<i64> = basket.stores.keys().copied().collect();
    let with_cash = stores::with_offpay(connection, &ids, &[area, city, province])?;
    let of_store = |(id, parcel): (&i64, &Parcel)| {
        Ok(StoreDelivery {
            id: *id,
            freight: freight(parcel, &rules)?,
            takes_cash: with_cash.contains(id),
        })
    };
    let stores: Result<_, Fault> = basket.stores.iter().map(of_store).collect();
    Ok(Delivery { stores: stores? })
}

fn freight(parcel: &Parcel, rules: &AreaRules) -> Result<i64, Fault> {
    let goods = parcel.amounts().after_mansong();
    if parcel.sample.is_none() && is_free(parcel.store.free_price, goods) {
        return Ok(0);
    }
    let freight = rules.freight(&parcel.weighed());
    freight.ok_or_else(|| faults::NOT_DELIVERABLE.into())
}
