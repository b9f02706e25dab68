//! Campaigns of stores: a discount or a gift if the goods reach an amount.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{DateTime, Hidden, Id, Integer, Items, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Connection, State, Tx};
use signet_wire::Fen;

use super::{Amount, Price, lock_store, refused, window};
use crate::content::TOPIC;
use crate::tables::goods;
use crate::tables::mansongs::{self, Mansong, MansongRule, NewMansong};

/// 添加满即送
///
/// 同一店铺的满即送时间不能重叠。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MansongCreate {
    /// 店铺编号
    #[schemars(example = 3)]
    store_id: Id,
    /// 活动名称
    #[schemars(example = &"满就送")]
    name: Line<1, 64>,
    /// 开始时间
    start_time: DateTime,
    /// 结束时间
    ///
    /// 不包括。
    #[schemars(example = &"2026-02-01 00:00:00")]
    end_time: DateTime,
    /// 规则
    ///
    /// 1-10 条，金额各不相同；一笔订单只用金额最高的一条。
    #[schemars(example = json!([{"price": 10_000, "discount": 1000}]))]
    rules: Items<RuleFields, 1, 10>,
}

/// A rule as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
struct RuleFields {
    /// 商品金额
    ///
    /// 单位：分，达到后规则生效。
    #[schemars(example = 10_000)]
    price: Price,
    /// 优惠金额
    ///
    /// 单位：分，低于商品金额；0 - 没有优惠，默认 0。
    #[deserr(default)]
    #[schemars(example = 1000)]
    discount: Option<Amount>,
    /// 赠品商品编号
    ///
    /// 同一店铺的商品，送一件；优惠与赠品至少有一项。
    #[deserr(default)]
    gift_goods_id: Option<Id>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 活动编号
    mansong_id: i64,
}

impl Action for MansongCreate {
    const NAME: &'static str = "admin.teahouse.mansong.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        check_alone(tx, &row, 0)?;
        let mansong_id = mansongs::insert(tx, &row)?;
        self.insert_rules(tx, mansong_id)?;
        Ok(Created { mansong_id })
    }
}

impl MansongCreate {
    /// Returns the row. Its store exists and is locked.
    fn row(&self, tx: &mut ActionTx<'_>) -> Result<NewMansong, Fault> {
        let store_id = self.store_id.value();
        let (starts_at, ends_at) = window(tx, self.start_time, self.end_time)?;
        lock_store(tx, store_id)?;
        Ok(NewMansong {
            store_id,
            name: self.name.as_str().to_owned(),
            starts_at,
            ends_at,
        })
    }

    /// Adds the rules of a campaign.
    fn insert_rules(self, tx: &mut Tx<'_>, mansong_id: i64) -> Result<(), Fault> {
        let store_id = self.store_id.value();
        let mut prices = BTreeSet::new();
        for (place, rule) in self.rules.into_vec().into_iter().enumerate() {
            let broken = |name: &str, text: &'static str| {
                Violations::one(format!("rules[{place}].{name}"), text)
            };
            let rule = MansongRule {
                mansong_id,
                price: rule.price.value(),
                discount: rule.discount.map_or(0, Integer::value),
                gift_goods_id: rule.gift_goods_id.map_or(0, Id::value),
            };
            if !prices.insert(rule.price) {
                return Err(broken("price", "不能重复").into());
            }
            if rule.discount >= rule.price {
                return Err(broken("discount", "必须低于商品金额").into());
            }
            if rule.discount == 0 && rule.gift_goods_id == 0 {
                return Err(broken("discount", "优惠与赠品至少有一项").into());
            }
            if rule.gift_goods_id != 0 && !is_of_store(tx, rule.gift_goods_id, store_id)? {
                return Err(broken("gift_goods_id", "不是该店铺的商品").into());
            }
            mansongs::insert_rule(tx, &rule)?;
        }
        Ok(())
    }
}

fn is_of_store(connection: &mut Connection, goods_id: i64, store_id: i64) -> Result<bool, Fault> {
    let goods = goods::of_ids(connection, &[goods_id])?;
    Ok(goods.iter().any(|goods| goods.store_id == store_id))
}

/// Checks that no other live campaign of the store overlaps the window. The store must be locked.
fn check_alone(tx: &mut Tx<'_>, row: &NewMansong, id: i64) -> Result<(), Fault> {
    match mansongs::overlaps(tx, row, id)? {
        true => Err(refused("start_time", "与该店铺的其他满即送时间重叠")),
        false => Ok(()),
    }
}

edit! {
    /// 修改满即送
    ///
    /// 替换全部规则。
    pub(crate) struct MansongEdit {
        /// 活动编号
        mansong_id: Id,
        fields: MansongCreate,
    }
}

impl Action for MansongEdit {
    const NAME: &'static str = "admin.teahouse.mansong.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.mansong_id.value();
        let row = self.fields.row(tx)?;
        let (_, state) = mansongs::find(tx, id)?.ok_or(Code::RecordNotFound)?;
        if state == State::Live {
            check_alone(tx, &row, id)?;
        }
        mansongs::update(tx, id, &row)?;
        mansongs::remove_rules(tx, id)?;
        self.fields.insert_rules(tx, id)
    }
}

/// 隐藏满即送
///
/// 隐藏后立即失效。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct MansongHide {
    /// 活动编号
    mansong_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for MansongHide {
    const NAME: &'static str = "admin.teahouse.mansong.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.mansong_id.value();
        let state = self.hidden.unwrap_or_default().state();
        let (row, _) = mansongs::find(tx, id)?.ok_or(Code::RecordNotFound)?;
        if state == State::Live {
            lock_store(tx, row.store_id)?;
            check_alone(tx, &row, id)?;
        }
        found(mansongs::set_state(tx, id, state)?)
    }
}

/// 满即送列表
///
/// 全部满即送，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MansongList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 满即送
#[derive(Serialize, JsonSchema)]
pub(crate) struct MansongView {
    /// 活动编号
    mansong_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 活动名称
    name: String,
    /// 开始时间
    start_time: String,
    /// 结束时间
    ///
    /// 不包括。
    end_time: String,
    /// 规则
    ///
    /// 金额从低到高。
    rules: Vec<RuleView>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
struct RuleView {
    /// 商品金额
    ///
    /// 单位：分。
    price: Fen,
    /// 优惠金额
    ///
    /// 单位：分。
    discount: Fen,
    /// 赠品商品编号
    ///
    /// 没有则为 0。
    gift_goods_id: i64,
}

impl Method for MansongList {
    const NAME: &'static str = "admin.teahouse.mansong.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<MansongView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<MansongView>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let paged = mansongs::page(connection, page.request())?;
            let ids: Vec<i64> = paged.rows.iter().map(|(mansong, _)| mansong.id).collect();
            let rules = mansongs::rules(connection, &ids)?;
            Ok((paged, rules))
        };
        let (paged, rules) = ctx.run(read).await?;
        let rules_of = |id: i64| {
            let own = rules.iter().filter(|rule| rule.mansong_id == id);
            own.map(|rule| RuleView {
                price: Fen(rule.price),
                discount: Fen(rule.discount),
                gift_goods_id: rule.gift_goods_id,
            })
            .collect()
        };
        Ok(List::of(page, paged, |(row, state): (Mansong, State)| {
            MansongView {
                mansong_id: row.id,
                store_id: row.store_id,
                name: row.name,
                start_time: ctx.date_time(row.starts_at),
                end_time: ctx.date_time(row.ends_at),
                rules: rules_of(row.id),
                state: state.value(),
            }
        }))
    }
}
