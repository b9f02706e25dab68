//! What is served from memory: small tables that every app asks for at start.
//!
//! The snapshot is swapped whole. Whoever changes one of its tables does so through [`change`], and every node loads
//! it anew.

use std::collections::HashMap;

use signet_fault::Fault;
use signet_store::ads::Ad;
use signet_store::app_upgrades::AppUpgrade;
use signet_store::categories::Category;
use signet_store::notices::Notice;
use signet_store::sms_templates::SmsTemplate;
use signet_store::{
    Connection, Error, ad_positions, ads, app_upgrades, notices, revisions, sms_templates,
    system_configs,
};

use crate::platform::Platform;
use crate::{Shared, categories};

/// The topic whose revision tells that the content changed.
pub const TOPIC: &str = "content";

/// Where the nodes are told that a snapshot changed.
pub const NEWS: &str = "news";

/// Changes tables behind the content in one transaction, and tells every node.
///
/// # Errors
/// Those of `work`; whatever the store reports.
pub async fn change<T: Send + 'static>(
    shared: &Shared,
    mut work: impl FnMut(&mut Connection) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let changed = shared.store.transaction(move |connection| {
        // First, for it is also the lock between changes: nothing that `work` reads changes under it.
        revisions::bump(connection, TOPIC)?;
        work(connection)
    });
    let changed = changed.await?;
    if let Err(error) = shared.cache.publish(NEWS).await {
        tracing::warn!(%error, "the nodes will see a change of the content at their next poll");
    }
    Ok(changed)
}

/// The tables, as they were when they were loaded.
#[derive(Debug, Default)]
pub struct Content {
    /// What users on a version should do.
    pub upgrades: Vec<AppUpgrade>,
    /// System configs by name.
    pub configs: HashMap<String, String>,
    /// The ads that are not over, by the code of their position, in the order in which they are shown.
    pub ads: HashMap<String, Vec<Ad>>,
    /// The notices that ask for a dialog, the newest first.
    pub dialogs: Vec<Notice>,
    /// The categories that are shown, each after those above it.
    pub categories: Vec<Category>,
    /// The texts of short messages.
    pub sms_templates: Vec<SmsTemplate>,
}

impl Content {
    /// Reads the tables.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn load(connection: &mut Connection, now: i64) -> Result<Content, Error> {
        let mut by_position: HashMap<i64, Vec<Ad>> = HashMap::new();
        for ad in ads::current(connection, now)? {
            by_position.entry(ad.position_id).or_default().push(ad);
        }
        let positions = ad_positions::all(connection)?;
        Ok(Content {
            upgrades: app_upgrades::all_live(connection)?,
            configs: system_configs::all_live(connection)?
                .into_iter()
                .map(|config| (config.name, config.value))
                .collect(),
            ads: positions
                .into_iter()
                .filter_map(|position| Some((position.code, by_position.remove(&position.id)?)))
                .collect(),
            dialogs: notices::newest_dialogs(connection, now)?,
            categories: categories::shown(connection)?,
            sms_templates: sms_templates::all(connection)?,
        })
    }

    /// The ids of a category and of all under it; `None` if it is not shown.
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

    /// The first ad of a position that this platform shows now.
    pub fn first_ad(&self, position: &str, platform: Platform, now: i64) -> Option<&Ad> {
        let shown = |ad: &&Ad| {
            ad.platforms & platform.bit() != 0 && (ad.starts_at..=ad.ends_at).contains(&now)
        };
        self.ads.get(position)?.iter().find(shown)
    }

    /// The newest notice that this platform shows in a dialog now.
    pub fn dialog(&self, platform: Platform, now: i64) -> Option<&Notice> {
        let open = |notice: &&Notice| {
            notice.platforms & platform.bit() != 0
                && notice.dialog_ends_at.is_none_or(|end| end >= now)
        };
        self.dialogs.iter().find(open)
    }
}

/// The image that a platform shows for an ad.
pub fn ad_image(ad: &Ad, platform: Platform) -> &str {
    if platform == Platform::IOS && !ad.iphone_image_url.is_empty() {
        &ad.iphone_image_url
    } else {
        &ad.image_url
    }
}
