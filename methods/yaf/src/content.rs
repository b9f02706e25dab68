//! The content that is served from memory: small tables that every app reads at start. See [`signet_domain::snapshots`].

use std::collections::HashMap;

use signet_domain::platform::Platform;
use signet_domain::snapshots::Snapshot;
use signet_store::{Connection, Error};

use crate::categories;
use crate::tables::ads::Ad;
use crate::tables::categories::Category;
use crate::tables::links::Link;
use crate::tables::notices::Notice;
use crate::tables::{ad_positions, ads, app_upgrades, links, notices, system_configs};
use crate::upgrades::Releases;

/// The topic that counts the changes of the content.
pub const TOPIC: &str = "content";

/// The content of the product.
pub static CONTENT: Snapshot<Content> = Snapshot {
    topic: TOPIC,
    read: Content::load,
};

/// The tables, as they were when they were loaded.
#[derive(Debug, Default)]
pub struct Content {
    /// The releases, which give the upgrade policy for the users of a version.
    pub(crate) upgrades: Releases,
    /// System configs by name.
    pub configs: HashMap<String, String>,
    /// The positions that show their ads, by code.
    positions: HashMap<String, Position>,
    /// The notices to show as a dialog, the newest first.
    pub dialogs: Vec<Notice>,
    /// The categories that are shown, each after its ancestors.
    pub categories: Vec<Category>,
    /// The links that are shown, by category, in the order in which they are shown.
    pub links: HashMap<i64, Vec<Link>>,
}

/// A place where ads are shown.
#[derive(Debug)]
struct Position {
    /// The maximum number of ads that it shows.
    max_ads: usize,
    /// The ads that have not ended, in the order in which they are shown.
    ads: Vec<Ad>,
}

impl Content {
    /// Reads the tables.
    ///
    /// # Errors
    /// The errors of the store.
    pub fn load(connection: &mut Connection, now: i64) -> Result<Content, Error> {
        Ok(Content {
            upgrades: Releases::of(app_upgrades::all_live(connection)?),
            configs: system_configs::all_live(connection)?
                .into_iter()
                .map(|config| (config.name, config.value))
                .collect(),
            positions: positions(connection, now)?,
            dialogs: notices::newest_dialogs(connection, now)?,
            categories: categories::shown(connection)?,
            links: grouped(links::all_live(connection)?, |link| link.category_id),
        })
    }

    /// Returns the ids of a category and of all categories under it; `None` if the category is not shown.
    pub fn subtree(&self, cat_id: i64) -> Option<Vec<i64>> {
        let root = self
            .categories
            .iter()
            .find(|category| category.id == cat_id)?;
        let inside = self
            .categories
            .iter()
            .filter(|category| category.cat_code.starts_with(root.prefix()));
        Some(inside.map(|category| category.id).collect())
    }

    /// Returns the ads that a position shows on this platform now.
    pub fn ads(&self, position: &str, platform: Platform, now: i64) -> impl Iterator<Item = &Ad> {
        let shown = move |ad: &&Ad| {
            ad.platforms & platform.bit() != 0 && (ad.starts_at..=ad.ends_at).contains(&now)
        };
        let position = self.positions.get(position);
        position
            .into_iter()
            .flat_map(move |position| position.ads.iter().filter(shown).take(position.max_ads))
    }

    /// Returns the newest notice that this platform shows in a dialog now.
    pub fn dialog(&self, platform: Platform, now: i64) -> Option<&Notice> {
        let open = |notice: &&Notice| {
            notice.platforms & platform.bit() != 0
                && notice.dialog_ends_at.is_none_or(|end| end >= now)
        };
        self.dialogs.iter().find(open)
    }
}

fn positions(connection: &mut Connection, now: i64) -> Result<HashMap<String, Position>, Error> {
    let mut ads = grouped(ads::current(connection, now)?, |ad| ad.position_id);
    let positions = ad_positions::all_live(connection)?.into_iter();
    let with_ads = positions.map(|position| {
        let shown = Position {
            max_ads: usize::try_from(position.max_ads).unwrap_or_default(),
            ads: ads.remove(&position.id).unwrap_or_default(),
        };
        (position.code, shown)
    });
    Ok(with_ads.collect())
}

/// Groups rows by the number that `group` returns for each row. The rows of a group keep their order.
fn grouped<T>(rows: Vec<T>, group: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(group(&row)).or_default().push(row);
    }
    groups
}

/// Returns the image that a platform shows for an ad.
pub fn ad_image(ad: &Ad, platform: Platform) -> &str {
    if platform == Platform::IOS && !ad.iphone_image_url.is_empty() {
        &ad.iphone_image_url
    } else {
        &ad.image_url
    }
}
