//! The pictures of the home page.

use signet_fault::Fault;
use signet_store::Tx;

use crate::tables::blocks::{self, BlockKind, NewBlock};

/// The pictures: kind, URL, URL in middle size, link.
const BLOCKS: [(BlockKind, &str, &str, &str); 5] = [
    (
        BlockKind::Carousel,
        "http://www.chahuitong.com/data/upload/mobile/home/spring.jpg",
        "",
        "goods:232",
    ),
    (
        BlockKind::Carousel,
        "http://www.chahuitong.com/data/upload/mobile/home/oolong.jpg",
        "",
        "class:2",
    ),
    (
        BlockKind::Sample,
        "http://www.chahuitong.com/data/upload/mobile/home/sample.jpg",
        "http://www.chahuitong.com/data/upload/mobile/home/sample_360.jpg",
        "sample",
    ),
    (
        BlockKind::Flash,
        "http://www.chahuitong.com/data/upload/mobile/home/flash.jpg",
        "",
        "flash",
    ),
    (
        BlockKind::Avatar,
        "http://www.chahuitong.com/data/upload/shop/common/default_user_portrait.gif",
        "",
        "",
    ),
];

pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (listorder, (kind, image_url, middle_url, link)) in (1..).zip(BLOCKS) {
        let block = NewBlock {
            kind,
            image_url: image_url.to_owned(),
            middle_url: middle_url.to_owned(),
            link: link.to_owned(),
            listorder,
        };
        blocks::insert(tx, &block)?;
    }
    Ok(())
}
