//! The bodies of the texts about delivery. They contain what the change of the address has shown, and the second step reads them.

use super::delivery::Delivery;

/// A city and one of its districts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) city: i64,
    pub(crate) district: i64,
}

/// The body of the text about all stores: `city,district,cash,freight`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offpay {
    pub(crate) area: Area,
    /// Whether any store takes cash.
    pub(crate) takes_cash: bool,
    /// The freight of all stores in fen.
    pub(crate) freight: i64,
}

/// The body of the text about each store: `city,district,store:cash,…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OffpayBatch {
    pub(crate) area: Area,
    /// The stores, and whether each takes cash.
    pub(crate) stores: Vec<(i64, bool)>,
}

impl Offpay {
    pub(crate) fn of(area: Area, delivery: &Delivery) -> Offpay {
        Offpay {
            area,
            takes_cash: delivery.takes_cash(),
            freight: delivery.freight(),
        }
    }

    pub(crate) fn text(&self) -> String {
        let Area { city, district } = self.area;
        let cash = u8::from(self.takes_cash);
        format!("{city},{district},{cash},{}", self.freight)
    }

    pub(crate) fn read(text: &str) -> Option<Offpay> {
        let parts: Vec<&str> = text.split(',').collect();
        let [city, district, cash, freight] = *parts else {
            return None;
        };
        Some(Offpay {
            area: Area::read(city, district)?,
            takes_cash: flag(cash)?,
            freight: freight.parse().ok()?,
        })
    }
}

impl OffpayBatch {
    pub(crate) fn of(area: Area, delivery: &Delivery) -> OffpayBatch {
        let stores = delivery.stores.iter();
        OffpayBatch {
            area,
            stores: stores.map(|store| (store.id, store.takes_cash)).collect(),
        }
    }

    pub(crate) fn text(&self) -> String {
        let Area { city, district } = self.area;
        let store = |(id, cash): &(i64, bool)| format!(",{id}:{}", u8::from(*cash));
        let stores: String = self.stores.iter().map(store).collect();
        format!("{city},{district}{stores}")
    }

    pub(crate) fn read(text: &str) -> Option<OffpayBatch> {
        let mut parts = text.split(',');
        let area = Area::read(parts.next()?, parts.next()?)?;
        let store = |text: &str| {
            let (id, cash) = text.split_once(':')?;
            Some((id.parse().ok()?, flag(cash)?))
        };
        let stores: Option<_> = parts.map(store).collect();
        Some(OffpayBatch {
            area,
            stores: stores?,
        })
    }

    /// Returns whether a store takes cash.
    pub(crate) fn takes_cash(&self, store_id: i64) -> bool {
        self.stores.contains(&(store_id, true))
    }
}

impl Area {
    fn read(city: &str, district: &str) -> Option<Area> {
        let (city, district) = (city.parse().ok()?, district.parse().ok()?);
        Some(Area { city, district })
    }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}
