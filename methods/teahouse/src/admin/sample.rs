//! Free samples, and the members who have them.

mod claims;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{DateTime, Hidden, Id, Integer, Items, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{State, Tx};
use signet_wire::Fen;

use super::picture::{Picture, PictureView};
use super::{Amount, MOST_PIECES, check_exists, lock_goods, refused, window};
use crate::picture::Pic;
use crate::tables::commons;
use crate::tables::samples::{self, NewSample, Sample};

pub(crate) use claims::SampleClaims;

/// 添加免费茶样
///
/// 同一商品的茶样时间不能重叠。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct SampleCreate {
    /// 茶样名称
    #[schemars(example = &"[免费茶样]白毫银针 5g*2")]
    name: Line<1, 200>,
    /// 茶样图片
    ///
    /// 1-10 张。
    #[schemars(example = json!([{"url": "https://static.example.com/tea/1.jpg"}]))]
    images: Items<Picture, 1, 10>,
    /// 产地
    #[schemars(example = &"福建")]
    origin_place: Line<1, 64>,
    /// 重量
    #[schemars(example = &"10")]
    weight: Line<1, 20>,
    /// 价格
    ///
    /// 单位：分，默认 0。
    #[deserr(default)]
    price: Option<Amount>,
    /// 运费
    ///
    /// 单位：分，默认 0。
    #[deserr(default)]
    freight: Option<Amount>,
    /// 茶样总数
    ///
    /// 不能小于已领取的数量。
    #[schemars(example = 50)]
    limit_number: Integer<1, MOST_PIECES>,
    /// 茶样商品编号
    ///
    /// is_sample 为 1 的商品，领取时下单的商品。
    #[schemars(example = 101_972)]
    link_goods_id: Id,
    /// 开始时间
    start_time: DateTime,
    /// 结束时间
    ///
    /// 不包括。
    #[schemars(example = &"2026-02-01 00:00:00")]
    end_time: DateTime,
    /// 发布时间
    ///
    /// 仅用于展示，不传则为 start_time。
    #[deserr(default)]
    add_time: Option<DateTime>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 茶样编号
    sample_id: i64,
}

impl Action for SampleCreate {
    const NAME: &'static str = "admin.teahouse.sample.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        check_alone(tx, &row, 0)?;
        let sample_id = samples::insert(tx, None, &row)?;
        Ok(Created { sample_id })
    }
}

impl SampleCreate {
    /// Returns the row. Its goods exist, are locked, and belong to a sample article.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewSample, Fault> {
        let (starts_at, ends_at) = window(tx, self.start_time, self.end_time)?;
        let goods = lock_goods(tx, self.link_goods_id.value(), "link_goods_id")?;
        let common = commons::find(tx, goods.common_id)?;
        check_exists(
            common.is_some_and(|common| common.is_sample),
            "link_goods_id",
        )?;
        let images = self.images.into_vec().into_iter();
        let images: Vec<_> = images.map(Picture::into_urls).collect();
        Ok(NewSample {
            name: self.name.into_string(),
            images: Pic::stored(&images),
            origin_place: self.origin_place.into_string(),
            weight: self.weight.into_string(),
            price: self.price.map_or(0, Integer::value),
            freight: self.freight.map_or(0, Integer::value),
            limit_number: self.limit_number.value(),
            link_goods_id: goods.id,
            starts_at,
            ends_at,
            added_at: self.add_time.map_or(starts_at, |time| tx.seconds(time)),
        })
    }
}

/// Checks that no other live sample of the goods overlaps the window. The goods must be locked.
fn check_alone(tx: &mut Tx<'_>, row: &NewSample, id: i64) -> Result<(), Fault> {
    match samples::overlaps(tx, row, id)? {
        true => Err(refused("start_time", "与该商品的其他茶样时间重叠")),
        false => Ok(()),
    }
}

edit! {
    /// 修改免费茶样
    pub(crate) struct SampleEdit {
        /// 茶样编号
        sample_id: Id,
        fields: SampleCreate,
    }
}

impl Action for SampleEdit {
    const NAME: &'static str = "admin.teahouse.sample.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.sample_id.value();
        let row = self.fields.row(tx)?;
        let old = samples::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if row.limit_number < old.received {
            return Err(refused("limit_number", "不能小于已领取的数量"));
        }
        if old.state == State::Live {
            check_alone(tx, &row, id)?;
        }
        found(samples::update(tx, id, &row)?)
    }
}

/// 隐藏免费茶样
///
/// 隐藏后客户端得不到也不能领取该茶样，已有的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct SampleHide {
    /// 茶样编号
    sample_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for SampleHide {
    const NAME: &'static str = "admin.teahouse.sample.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.sample_id.value();
        let state = self.hidden.unwrap_or_default().state();
        if state == State::Live {
            let goods_id = samples::goods_of(tx, id)?.ok_or(Code::RecordNotFound)?;
            lock_goods(tx, goods_id, "link_goods_id")?;
            let old = samples::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
            check_alone(tx, &old.entered(), id)?;
        }
        found(samples::set_state(tx, id, state)?)
    }
}

/// 免费茶样列表
///
/// 全部茶样，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct SampleList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 免费茶样
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleView {
    /// 茶样编号
    sample_id: i64,
    /// 茶样名称
    name: String,
    /// 茶样图片
    images: Vec<PictureView>,
    /// 产地
    origin_place: String,
    /// 重量
    weight: String,
    /// 价格
    ///
    /// 单位：分。
    price: Fen,
    /// 运费
    ///
    /// 单位：分。
    freight: Fen,
    /// 茶样总数
    limit_number: i64,
    /// 已领取数量
    received: i64,
    /// 茶样商品编号
    link_goods_id: i64,
    /// 开始时间
    start_time: String,
    /// 结束时间
    ///
    /// 不包括。
    end_time: String,
    /// 发布时间
    add_time: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for SampleList {
    const NAME: &'static str = "admin.teahouse.sample.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<SampleView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<SampleView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(samples::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Sample| SampleView {
            sample_id: row.id,
            name: row.name,
            images: Pic::pairs(&row.images)
                .into_iter()
                .map(PictureView::from)
                .collect(),
            origin_place: row.origin_place,
            weight: row.weight,
            price: Fen(row.price),
            freight: Fen(row.freight),
            limit_number: row.limit_number,
            received: row.received,
            link_goods_id: row.link_goods_id,
            start_time: ctx.date_time(row.starts_at),
            end_time: ctx.date_time(row.ends_at),
            add_time: ctx.date_time(row.added_at),
            state: row.state.value(),
        }))
    }
}
