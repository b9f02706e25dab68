//! The parts that only the first page of the home page has.

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::OrEmpty;
use signet_fault::Fault;
use signet_store::Connection;

use crate::content::Content;
use crate::picture::Pic;
use crate::tables::blocks::{Block, BlockKind};
use crate::tables::{promotions, samples};
use crate::taster::Recommended;

/// The parts of the first page.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct First {
    /// 轮播图
    carousel_figure: Vec<Figure>,
    /// 免费茶样
    ///
    /// 没有则为空对象。
    goods_sample: OrEmpty<Pic>,
    /// 限时抢购
    ///
    /// 没有进行中的抢购则为空对象。
    flash_sale: OrEmpty<FlashSale>,
    /// 茶艺师推荐
    ///
    /// 最多 4 个。
    tasters_recommends: Vec<Recommended>,
}

/// A picture above the home page.
#[derive(Serialize, JsonSchema)]
struct Figure {
    /// 编号
    id: i64,
    /// 图片
    goods_image: String,
    /// 状态
    ///
    /// 1 - 正常。
    state: i64,
    /// 顺序
    order: i64,
    /// 链接
    link: String,
    /// 位置
    ///
    /// 从 1 开始。
    location: i64,
}

/// The link to the flash sale.
#[derive(Serialize, JsonSchema)]
struct FlashSale {
    /// 图片
    goods_image: Pic,
    /// 结束时间
    ///
    /// unix 秒，最先结束的抢购。
    end_time: i64,
}

impl Figure {
    fn of((location, block): (i64, &Block)) -> Figure {
        Figure {
            id: block.id,
            goods_image: block.image_url.clone(),
            state: block.state.value(),
            order: block.listorder,
            link: block.link.clone(),
            location,
        }
    }
}

fn pic(block: &Block) -> Pic {
    Pic::new(&block.image_url, &block.middle_url)
}

impl First {
    /// Reads the parts other than the recommendations, in two queries at most.
    pub(super) fn read(
        connection: &mut Connection,
        content: &Content,
        tasters_recommends: Vec<Recommended>,
        now: i64,
    ) -> Result<First, Fault> {
        let figures = content.blocks(BlockKind::Carousel);
        let sample = match content.blocks(BlockKind::Sample).next() {
            Some(block) => Some(pic(block)),
            None => {
                let running = samples::running(connection, now)?;
                running.and_then(|sample| Pic::read(&sample.images).into_iter().next())
            }
        };
        let flash_sale = match content.blocks(BlockKind::Flash).next() {
            None => None,
            Some(block) => promotions::soonest_end(connection, now)?.map(|end_time| FlashSale {
                goods_image: pic(block),
                end_time,
            }),
        };
        Ok(First {
            carousel_figure: (1..).zip(figures).map(Figure::of).collect(),
            goods_sample: OrEmpty(sample),
            flash_sale: OrEmpty(flash_sale),
            tasters_recommends,
        })
    }
}
