//! The content that is served from memory: cities, the tree of goods, services, ads and versions.

use std::collections::{HashMap, HashSet};

use signet_domain::platform::Platform;
use signet_domain::snapshots::Snapshot;
use signet_fault::Fault;
use signet_store::{Connection, Error};

use crate::faults;
use crate::tables::ads::Ad;
use crate::tables::cities::City;
use crate::tables::goods::Listed;
use crate::tables::goods_items::GoodsItem;
use crate::tables::goods_sec_items::GoodsSecItem;
use crate::tables::service_groups::ServiceGroup;
use crate::tables::services::Service;
use crate::tables::versions::Version;
use crate::tables::{
    ads, cities, goods, goods_items, goods_sec_items, service_groups, services, versions,
};

/// The topic that counts the changes of the content.
pub const TOPIC: &str = "homecare";

/// The content of the product.
pub static CONTENT: Snapshot<Content> = Snapshot {
    topic: TOPIC,
    read: Content::load,
};

/// The city id of content for all cities.
pub(crate) const EVERYWHERE: i64 = 0;

/// The rows of the tables that clients see, as they were when the content was loaded.
#[derive(Debug, Default)]
pub struct Content {
    /// The cities, ordered by code.
    pub(crate) cities: Vec<City>,
    /// The groups of goods, in the order in which they are shown.
    goods_items: Vec<GoodsItem>,
    /// The parts of each group, in the order in which they are shown.
    sec_items: HashMap<i64, Vec<GoodsSecItem>>,
    /// The goods in each part, in the order in which they are shown.
    goods: HashMap<i64, Vec<Listed>>,
    /// The goods whose part and group are shown.
    shown_goods: HashSet<i64>,
    /// The groups of services, ordered by id.
    service_groups: Vec<ServiceGroup>,
    /// The services of each group, ordered by id.
    services: HashMap<i64, Vec<Service>>,
    /// The ads, the newest first.
    ads: Vec<Ad>,
    ios: Option<Version>,
    android: Option<Version>,
}

impl Content {
    /// Reads the tables.
    ///
    /// # Errors
    /// The errors of the store.
    pub fn load(connection: &mut Connection, _now: i64) -> Result<Content, Error> {
        let mut content = Content {
            cities: cities::all_live(connection)?,
            goods_items: goods_items::all_live(connection)?,
            sec_items: grouped(goods_sec_items::all_live(connection)?, |part| part.pid),
            goods: grouped(goods::all_live(connection)?, |goods| goods.oid),
            shown_goods: HashSet::new(),
            service_groups: service_groups::all_live(connection)?,
            services: grouped(services::all_live(connection)?, |service| service.pid),
            ads: ads::all_live(connection)?,
            ios: versions::newest(connection, Platform::IOS.0)?,
            android: versions::newest(connection, Platform::ANDROID.0)?,
        };
        let groups = content.goods_items.iter();
        let shown = groups.flat_map(|group| content.goods_of_group(group.id));
        content.shown_goods = shown.map(|goods| goods.id).collect();
        Ok(content)
    }

    /// Returns the city with a code.
    ///
    /// # Errors
    /// `faults::HOMECARE_CITY_UNKNOWN`.
    pub(crate) fn city(&self, city_num: &str) -> Result<&City, Fault> {
        let mut cities = self.cities.iter();
        let city = cities.find(|city| city.city_num == city_num);
        city.ok_or_else(|| faults::HOMECARE_CITY_UNKNOWN.into())
    }

    /// Returns the groups of goods that a city has.
    pub(crate) fn goods_items(&self, city: &City) -> impl Iterator<Item = &GoodsItem> {
        let groups = self.goods_items.iter();
        groups.filter(|group| is_of(city, group.city_id))
    }

    /// Checks that clients see a group of goods.
    ///
    /// # Errors
    /// `faults::HOMECARE_GOODS_ITEM_UNKNOWN`.
    pub(crate) fn check_goods_item(&self, pid: i64) -> Result<(), Fault> {
        match self.goods_items.iter().any(|group| group.id == pid) {
            true => Ok(()),
            false => Err(faults::HOMECARE_GOODS_ITEM_UNKNOWN.into()),
        }
    }

    /// Returns the parts of a group of goods.
    pub(crate) fn sec_items(&self, pid: i64) -> &[GoodsSecItem] {
        of_group(&self.sec_items, pid)
    }

    /// Returns the goods in a part of a group.
    pub(crate) fn goods_of_part(&self, oid: i64) -> &[Listed] {
        of_group(&self.goods, oid)
    }

    /// Returns the goods of a whole group.
    pub(crate) fn goods_of_group(&self, pid: i64) -> impl Iterator<Item = &Listed> {
        let parts = self.sec_items(pid).iter();
        parts.flat_map(|part| self.goods_of_part(part.id))
    }

    /// Returns whether clients see goods, their part and their group.
    pub(crate) fn shows_goods(&self, sid: i64) -> bool {
        self.shown_goods.contains(&sid)
    }

    /// Returns the groups of services that a city has.
    pub(crate) fn service_groups(&self, city: &City) -> impl Iterator<Item = &ServiceGroup> {
        let groups = self.service_groups.iter();
        groups.filter(|group| is_of(city, group.city_id))
    }

    /// Returns the services of a group.
    ///
    /// # Errors
    /// `faults::HOMECARE_SERVICE_GROUP_UNKNOWN`.
    pub(crate) fn services(&self, pid: i64) -> Result<&[Service], Fault> {
        match self.service_groups.iter().any(|group| group.id == pid) {
            true => Ok(of_group(&self.services, pid)),
            false => Err(faults::HOMECARE_SERVICE_GROUP_UNKNOWN.into()),
        }
    }

    /// Returns the ads that a city shows, the newest first.
    pub(crate) fn ads(&self, city: &City) -> impl Iterator<Item = &Ad> {
        self.ads.iter().filter(|ad| is_of(city, ad.area))
    }

    /// Returns the newest version of the client on a platform.
    ///
    /// # Errors
    /// `faults::HOMECARE_VERSION_UNKNOWN`.
    pub(crate) fn version(&self, platform: Platform) -> Result<&Version, Fault> {
        let version = match platform {
            Platform::IOS => &self.ios,
            _ => &self.android,
        };
        let version = version.as_ref();
        version.ok_or_else(|| faults::HOMECARE_VERSION_UNKNOWN.into())
    }
}

/// Returns whether a city has content that belongs to `city_id`. Content of [`EVERYWHERE`] belongs to all cities.
fn is_of(city: &City, city_id: i64) -> bool {
    city_id == EVERYWHERE || city_id == city.id
}

/// Groups rows by the id that `group` returns. The order of the rows does not change.
fn grouped<T>(rows: Vec<T>, group: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(group(&row)).or_default().push(row);
    }
    groups
}

fn of_group<T>(groups: &HashMap<i64, Vec<T>>, id: i64) -> &[T] {
    groups.get(&id).map(Vec::as_slice).unwrap_or_default()
}
