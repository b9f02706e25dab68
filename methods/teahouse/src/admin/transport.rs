//! Freight templates.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{Hidden, Id, Integer, Items, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::{Connection, State, Tx};
use signet_wire::Fen;

use super::{Amount, lock_store, refused};
use crate::tables::goods::use_transport;
use crate::tables::transports::{self, NewRule, Transport};

/// 添加运费模板
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TransportCreate {
    /// 店铺编号
    #[schemars(example = 2)]
    store_id: Id,
    /// 模板名称
    #[schemars(example = &"广东")]
    name: Line<1, 64>,
    /// 规则
    ///
    /// 1-50 条：一个地区只能在一条规则中，没有地区的规则为默认规则，最多一条。没有规则的地区不配送。
    #[schemars(example = json!([{"area_ids": [440_000], "first_num": 1, "first_fee": 800, "next_num": 1, "next_fee": 200}]))]
    rules: Items<RuleFields, 1, 50>,
}

/// The maximum number of pieces in a rule.
const MOST_OF_RULE: i64 = 9999;

/// A rule as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
struct RuleFields {
    /// 地区编号列表
    ///
    /// 省或市，最多 400 个；不传则为默认规则。
    #[deserr(default)]
    #[schemars(example = [440_000])]
    area_ids: Option<Items<Id, 0, 400>>,
    /// 首件数量
    first_num: Integer<1, MOST_OF_RULE>,
    /// 首件运费
    ///
    /// 单位：分。
    #[schemars(example = 800)]
    first_fee: Amount,
    /// 续件数量
    next_num: Integer<1, MOST_OF_RULE>,
    /// 续件运费
    ///
    /// 单位：分，不足续件数量的也按续件数量计算。
    #[schemars(example = 200)]
    next_fee: Amount,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 运费模板编号
    transport_id: i64,
}

impl Action for TransportCreate {
    const NAME: &'static str = "admin.teahouse.transport.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let store_id = self.store_id.value();
        lock_store(tx, store_id)?;
        let transport_id = transports::insert(tx, store_id, self.name.as_str())?;
        self.insert_rules(tx, transport_id)?;
        Ok(Created { transport_id })
    }
}

impl TransportCreate {
    /// Adds the rules to a template.
    fn insert_rules(self, tx: &mut Tx<'_>, transport_id: i64) -> Result<(), Fault> {
        let (mut areas, mut has_default) = (BTreeSet::new(), false);
        for (place, fields) in self.rules.into_vec().into_iter().enumerate() {
            let broken = |rule: &'static str| -> Fault {
                Violations::one(format!("rules[{place}].area_ids"), rule).into()
            };
            let codes = fields
                .area_ids
                .unwrap_or_default()
                .into_vec()
                .into_iter()
                .map(Id::value);
            let codes: Vec<i64> = codes.collect();
            let is_default = codes.is_empty();
            if is_default && std::mem::replace(&mut has_default, true) {
                return Err(broken("最多一条默认规则"));
            }
            for code in &codes {
                if !areas.insert(*code) {
                    return Err(broken("一个地区只能在一条规则中"));
                }
                if !is_area(tx, *code)? {
                    return Err(broken("必须为省或市的编号"));
                }
            }
            let rule = NewRule {
                is_default,
                first_num: fields.first_num.value(),
                first_fee: fields.first_fee.value(),
                next_num: fields.next_num.value(),
                next_fee: fields.next_fee.value(),
            };
            transports::insert_rule(tx, transport_id, rule, &codes)?;
        }
        Ok(())
    }
}

/// Returns whether a code is the code of a province or a city. Rules are looked up by these codes.
fn is_area(connection: &mut Connection, code: i64) -> Result<bool, Fault> {
    Ok(districts::province(connection, code)?.is_some()
        || districts::city(connection, code)?.is_some())
}

edit! {
    /// 修改运费模板
    ///
    /// 替换全部规则，店铺不能修改。
    pub(crate) struct TransportEdit {
        /// 运费模板编号
        transport_id: Id,
        fields: TransportCreate,
    }
}

impl Action for TransportEdit {
    const NAME: &'static str = "admin.teahouse.transport.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.transport_id.value();
        let old = transports::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if old.store_id != self.fields.store_id.value() {
            return Err(refused("store_id", "不能修改"));
        }
        transports::rename(tx, id, self.fields.name.as_str())?;
        transports::remove_rules(tx, id)?;
        self.fields.insert_rules(tx, id)
    }
}

/// 隐藏运费模板
///
/// 隐藏后商品不能再使用；有上架的商品在使用时不能隐藏。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TransportHide {
    /// 运费模板编号
    transport_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for TransportHide {
    const NAME: &'static str = "admin.teahouse.transport.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.transport_id.value();
        let state = self.hidden.unwrap_or_default().state();
        // The lock comes first, because an action that gives the template to an article locks the template too.
        transports::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if state == State::Hidden && use_transport(tx, id)? {
            return Err(refused("transport_id", "有上架的商品在使用"));
        }
        Ok(transports::set_state(tx, id, state)?)
    }
}

/// 运费模板列表
///
/// 全部运费模板，包括已隐藏的，按店铺和编号排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TransportList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 运费模板
#[derive(Serialize, JsonSchema)]
pub(crate) struct TransportView {
    /// 运费模板编号
    transport_id: i64,
    /// 店铺编号
    store_id: i64,
    /// 模板名称
    name: String,
    /// 规则
    rules: Vec<RuleView>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
struct RuleView {
    /// 地区编号列表
    ///
    /// 默认规则为空。
    area_ids: Vec<i64>,
    /// 首件数量
    first_num: i64,
    /// 首件运费
    ///
    /// 单位：分。
    first_fee: Fen,
    /// 续件数量
    next_num: i64,
    /// 续件运费
    ///
    /// 单位：分，不足续件数量的也按续件数量计算。
    next_fee: Fen,
}

impl Method for TransportList {
    const NAME: &'static str = "admin.teahouse.transport.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<TransportView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<TransportView>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let paged = transports::page(connection, page.request())?;
            let ids: Vec<i64> = paged.rows.iter().map(|row| row.id).collect();
            let rules = transports::rules(connection, &ids)?;
            let areas = transports::areas_of(connection, &ids)?;
            Ok((paged, rules, areas))
        };
        let (paged, rules, areas) = ctx.run(read).await?;
        let codes_of = |rule_id: i64| {
            let own = areas.iter().filter(|(of_rule, _)| *of_rule == rule_id);
            own.map(|(_, code)| *code).collect()
        };
        let rules_of = |id: i64| {
            let own = rules.iter().filter(|rule| rule.transport_id == id);
            own.map(|rule| RuleView {
                area_ids: codes_of(rule.id),
                first_num: rule.first_num,
                first_fee: Fen(rule.first_fee),
                next_num: rule.next_num,
                next_fee: Fen(rule.next_fee),
            })
            .collect()
        };
        Ok(List::of(page, paged, |row: Transport| TransportView {
            transport_id: row.id,
            store_id: row.store_id,
            name: row.name,
            rules: rules_of(row.id),
            state: row.state.value(),
        }))
    }
}
