//! The pictures of the home page, and the picture of members who have no picture of their own.

use diesel::prelude::*;
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods::blocks;

signet_store::sql::text_enum! {
    /// The place of a picture.
    BlockKind {
        /// A picture at the top of the home page. Several pictures are shown in turn.
        Carousel = "carousel",
        /// The picture that leads to the free sample.
        Sample = "sample",
        /// The picture that leads to the flash sale.
        Flash = "flash",
        /// The picture of members who have no picture of their own.
        Avatar = "avatar",
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = blocks)]
pub struct Block {
    /// Its number.
    pub id: i64,
    /// Its place.
    pub kind: BlockKind,
    /// The URL of the picture.
    pub image_url: String,
    /// The URL of the picture in middle size; empty for none.
    pub middle_url: String,
    /// The target that the picture leads to, in a form that the apps interpret.
    pub link: String,
    /// Its position in lists; the smallest number is first.
    pub listorder: i64,
    /// Whether clients see it.
    pub state: State,
}

/// The values that an operator enters; see [`Block`] for the fields.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = blocks)]
#[expect(missing_docs, reason = "see Block")]
pub struct NewBlock {
    pub kind: BlockKind,
    pub image_url: String,
    pub middle_url: String,
    pub link: String,
    pub listorder: i64,
}

signet_store::sql::edited!(blocks, NewBlock);

/// Returns a page of the pictures in any state. The pictures of a kind are together and in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Block>, Error> {
    let total = blocks::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = blocks::table
            .order((blocks::kind, blocks::listorder, blocks::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Block::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns the pictures that clients see. The pictures of a kind are together and in their order.
///
/// # Errors
/// [`Error::Query`].
pub fn all_live(connection: &mut Connection) -> Result<Vec<Block>, Error> {
    let query = blocks::table.filter(blocks::state.eq(State::Live)).order((
        blocks::kind,
        blocks::listorder,
        blocks::id,
    ));
    Ok(query
        .select(Block::as_select())
        .load(&mut connection.link)?)
}
