//! Promotions of goods: group buying and flash sales.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Flag, Hidden, Id, Integer, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{State, Tx};
use signet_wire::Fen;

use super::{Limit, Price, lock_goods, refused, window};
use crate::tables::promotions::{self, NewPromotion, Promotion, PromotionKind, Search};

/// 添加促销
///
/// 同一商品同一类型的促销时间不能重叠。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PromotionCreate {
    /// 促销类型
    ///
    /// groupbuy - 团购、xianshi - 限时抢购。
    #[schemars(example = &"xianshi")]
    kind: Text<1, 16>,
    /// 商品编号
    #[schemars(example = 306)]
    goods_id: Id,
    /// 促销名称
    #[schemars(example = &"限时抢购")]
    name: Line<1, 64>,
    /// 促销标题
    #[deserr(default)]
    title: Option<Line<0, 64>>,
    /// 促销说明
    #[deserr(default)]
    note: Option<Line<0, 200>>,
    /// 促销价
    ///
    /// 单位：分，低于商品价格。
    #[schemars(example = 100)]
    price: Price,
    /// 开始时间
    start_time: DateTime,
    /// 结束时间
    ///
    /// 不包括。
    #[schemars(example = &"2026-02-01 00:00:00")]
    end_time: DateTime,
    /// 最少购买数量
    ///
    /// 达到后才有促销价，默认 1；只用于 xianshi。
    #[deserr(default)]
    lower_limit: Option<Integer<1, 999>>,
    /// 每人限购数量
    ///
    /// 整个促销期间；0 - 不限，默认 0。
    #[deserr(default)]
    upper_limit: Option<Limit>,
    /// 促销总数量
    ///
    /// 售完即止；0 - 不限，默认 0。
    #[deserr(default)]
    quota: Option<Limit>,
    /// 是否推荐
    ///
    /// 0 - 否（默认）、1 - 是：排在前面。
    #[deserr(default)]
    recommend: Option<Flag>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 促销编号
    promotion_id: i64,
}

impl Action for PromotionCreate {
    const NAME: &'static str = "admin.teahouse.promotion.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        check(tx, &row, 0)?;
        let promotion_id = promotions::insert(tx, &row)?;
        Ok(Created { promotion_id })
    }
}

impl PromotionCreate {
    /// Returns the row. Its goods exist and are locked.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewPromotion, Fault> {
        let kind = PromotionKind::named(self.kind.as_str());
        let kind = kind.ok_or_else(|| refused("kind", "必须为groupbuy或xianshi"))?;
        let lower_limit = self.lower_limit.map_or(1, Integer::value);
        if kind == PromotionKind::Groupbuy && lower_limit > 1 {
            return Err(refused("lower_limit", "groupbuy只能为1"));
        }
        let upper_limit = self.upper_limit.map_or(0, Integer::value);
        if (1..lower_limit).contains(&upper_limit) {
            return Err(refused("upper_limit", "不能小于lower_limit"));
        }
        let (starts_at, ends_at) = window(tx, self.start_time, self.end_time)?;
        let goods = lock_goods(tx, self.goods_id.value(), "goods_id")?;
        Ok(NewPromotion {
            kind,
            goods_id: goods.id,
            store_id: goods.store_id,
            name: self.name.into_string(),
            title: self.title.unwrap_or_default().into_string(),
            note: self.note.unwrap_or_default().into_string(),
            price: self.price.value(),
            starts_at,
            ends_at,
            lower_limit,
            upper_limit,
            quota: self.quota.map_or(0, Integer::value),
            recommend: self.recommend.is_some_and(Flag::is_set),
        })
    }
}

/// Checks that a live promotion is cheaper than its goods, and that no other live promotion of the same kind and goods overlaps its window.
/// The goods must be locked.
fn check(tx: &mut Tx<'_>, row: &NewPromotion, id: i64) -> Result<(), Fault> {
    let goods = lock_goods(tx, row.goods_id, "goods_id")?;
    if row.price >= goods.price {
        return Err(refused("price", "必须低于商品价格"));
    }
    match promotions::overlaps(tx, row, id)? {
        true => Err(refused("start_time", "与该商品的其他促销时间重叠")),
        false => Ok(()),
    }
}

edit! {
    /// 修改促销
    ///
    /// 开始之后只能修改 end_time 和 quota，其他参数必须与原来的一致。
    pub(crate) struct PromotionEdit {
        /// 促销编号
        promotion_id: Id,
        fields: PromotionCreate,
    }
}

impl Action for PromotionEdit {
    const NAME: &'static str = "admin.teahouse.promotion.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.promotion_id.value();
        let row = self.fields.row(tx)?;
        let old = promotions::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        let may_move = NewPromotion {
            ends_at: row.ends_at,
            quota: row.quota,
            ..old.entered()
        };
        if old.starts_at <= tx.now() && may_move != row {
            return Err(refused("promotion_id", "开始之后只能修改end_time和quota"));
        }
        if (1..old.sold).contains(&row.quota) {
            return Err(refused("quota", "不能小于已售数量"));
        }
        if old.state == State::Live {
            check(tx, &row, id)?;
        }
        found(promotions::update(tx, id, &row)?)
    }
}

/// 隐藏促销
///
/// 隐藏后立即失效。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct PromotionHide {
    /// 促销编号
    promotion_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for PromotionHide {
    const NAME: &'static str = "admin.teahouse.promotion.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.promotion_id.value();
        let state = self.hidden.unwrap_or_default().state();
        if state == State::Live {
            let goods_id = promotions::goods_of(tx, id)?.ok_or(Code::RecordNotFound)?;
            lock_goods(tx, goods_id, "goods_id")?;
            let old = promotions::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
            check(tx, &old.entered(), id)?;
        }
        found(promotions::set_state(tx, id, state)?)
    }
}

/// 促销列表
///
/// 符合全部条件的促销，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PromotionList {
    /// 促销类型
    ///
    /// groupbuy - 团购、xianshi - 限时抢购；不传则为全部。
    #[deserr(default)]
    #[schemars(example = &"xianshi")]
    kind: Option<Text<1, 16>>,
    /// 商品编号
    #[deserr(default)]
    goods_id: Option<Id>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 促销
#[derive(Serialize, JsonSchema)]
pub(crate) struct PromotionView {
    /// 促销编号
    promotion_id: i64,
    /// 促销类型
    ///
    /// groupbuy - 团购、xianshi - 限时抢购。
    kind: &'static str,
    /// 商品编号
    goods_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 促销名称
    name: String,
    /// 促销标题
    title: String,
    /// 促销说明
    note: String,
    /// 促销价
    ///
    /// 单位：分。
    price: Fen,
    /// 开始时间
    start_time: String,
    /// 结束时间
    ///
    /// 不包括。
    end_time: String,
    /// 最少购买数量
    lower_limit: i64,
    /// 每人限购数量
    ///
    /// 0 - 不限。
    upper_limit: i64,
    /// 促销总数量
    ///
    /// 0 - 不限。
    quota: i64,
    /// 已售数量
    sold: i64,
    /// 是否推荐
    ///
    /// 0 - 否、1 - 是。
    recommend: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for PromotionList {
    const NAME: &'static str = "admin.teahouse.promotion.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<PromotionView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<PromotionView>, Fault> {
        let page = self.page.unwrap_or_default();
        let kind = match &self.kind {
            None => None,
            Some(kind) => {
                let kind = PromotionKind::named(kind.as_str());
                Some(kind.ok_or_else(|| refused("kind", "必须为groupbuy或xianshi"))?)
            }
        };
        let search = Search {
            kind,
            goods_id: self.goods_id.map(Id::value),
        };
        let paged = ctx
            .run(move |connection| Ok(promotions::page(connection, search, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Promotion| PromotionView {
            promotion_id: row.id,
            kind: row.kind.name(),
            goods_id: row.goods_id,
            store_id: row.store_id,
            name: row.name,
            title: row.title,
            note: row.note,
            price: Fen(row.price),
            start_time: ctx.date_time(row.starts_at),
            end_time: ctx.date_time(row.ends_at),
            lower_limit: row.lower_limit,
            upper_limit: row.upper_limit,
            quota: row.quota,
            sold: row.sold,
            recommend: row.recommend.into(),
            state: row.state.value(),
        }))
    }
}
