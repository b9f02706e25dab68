//! The content that is served from memory: stores, classes, campaigns and the pictures of the home page.

mod clicks;

use std::collections::HashSet;

use signet_domain::snapshots::Snapshot;
use signet_store::users::User;
use signet_store::{Connection, Error};

use crate::tables::blocks::{self, Block, BlockKind};
use crate::tables::classes::{self, Class};
use crate::tables::mansongs::{self, Mansong, MansongRule};
use crate::tables::stores::{self, Store};

pub(crate) use clicks::Clicks;

/// The topic that counts the changes of the content.
pub(crate) const TOPIC: &str = "teahouse";

/// The content of the product.
pub(crate) static CONTENT: Snapshot<Content> = Snapshot {
    topic: TOPIC,
    read: Content::load,
};

/// The tables, as they were when they were loaded: the rows that clients see, and all stores.
#[derive(Debug, Default)]
pub(crate) struct Content {
    blocks: Vec<Block>,
    classes: Vec<Class>,
    mansongs: Vec<(Mansong, Vec<MansongRule>)>,
    stores: Vec<Store>,
    /// The views of goods that are not written yet.
    pub(crate) clicks: Clicks,
}

impl Content {
    fn load(connection: &mut Connection, now: i64) -> Result<Content, Error> {
        let mansongs = mansongs::not_ended(connection, now)?;
        let ids: Vec<i64> = mansongs.iter().map(|mansong| mansong.id).collect();
        let rules = mansongs::rules(connection, &ids)?;
        let with_rules = |mansong: Mansong| {
            let own = rules.iter().filter(|rule| rule.mansong_id == mansong.id);
            let own = own.cloned().collect();
            (mansong, own)
        };
        Ok(Content {
            blocks: blocks::all_live(connection)?,
            classes: classes::all_live(connection)?,
            mansongs: mansongs.into_iter().map(with_rules).collect(),
            stores: stores::all(connection)?,
            clicks: Clicks::default(),
        })
    }

    /// Returns the pictures of a kind, in their order.
    pub(crate) fn blocks(&self, kind: BlockKind) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// Returns the URL of the picture of a member: the member's own picture, else the picture of members who have none.
    pub(crate) fn avatar_of<'a>(&'a self, user: &'a User) -> &'a str {
        let mut of_all = self.blocks(BlockKind::Avatar);
        match (user.headimg.as_str(), of_all.next()) {
            ("", Some(block)) => &block.image_url,
            (own, _) => own,
        }
    }

    /// Returns the name of a store, which may be hidden.
    pub(crate) fn store_name(&self, id: i64) -> &str {
        let mut stores = self.stores.iter();
        stores
            .find(|store| store.id == id)
            .map_or("", |store| &store.name)
    }

    /// Returns the classes, in their order.
    pub(crate) fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Returns the ids of a class and of the classes under it.
    pub(crate) fn classes_under(&self, id: i64) -> Vec<i64> {
        let mut found = HashSet::from([id]);
        // Each round finds one level, and the tree has few levels.
        loop {
            let under = self.classes.iter();
            let under = under.filter(|class| found.contains(&class.parent_id));
            let under: Vec<i64> = under.map(|class| class.id).collect();
            let before = found.len();
            found.extend(under);
            if found.len() == before {
                return found.into_iter().collect();
            }
        }
    }

    /// Returns the ids of the classes whose names contain one of some words, and of the classes under them. The words are separated by
    /// commas.
    pub(crate) fn classes_named(&self, words: &str) -> Vec<i64> {
        let mut ids = Vec::new();
        for word in words.split(',').filter(|word| !word.is_empty()) {
            let named = self
                .classes
                .iter()
                .filter(|class| class.name.contains(word));
            ids.extend(named.flat_map(|class| self.classes_under(class.id)));
        }
        ids
    }

    /// Returns the running campaign of a store, with its rules.
    pub(crate) fn mansong(&self, store_id: i64, now: i64) -> Option<(&Mansong, &[MansongRule])> {
        let mut of_store = self.mansongs.iter().filter(|(mansong, _)| {
            mansong.store_id == store_id && (mansong.starts_at..mansong.ends_at).contains(&now)
        });
        of_store
            .next()
            .map(|(mansong, rules)| (mansong, rules.as_slice()))
    }
}
