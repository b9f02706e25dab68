//! Orders of goods, and appointments.

mod detail;
mod view;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Flag, Integer, Mobile, Page, Prose, Text};
use signet_call::{Action, ActionTx, Ctx, List, Operation, Violations};
use signet_domain::audit::{Audit, Audited};
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Paged, Tx};

use self::detail::{Parts, Whole};
use self::view::OrderView;
use super::CityNum;
use crate::coupon::grant::{by_rule, kind};
use crate::order::lifecycle::{self, advance, find, lock_owner};
use crate::order::view::Payment;
use crate::tables::orders::{self, CanceledBy, Filter, Order, Step, order_type};
use crate::{HOMECARE, faults};

/// The number of an order as a client sees it.
type OrderNo = Text<1, 20>;

/// A note of an operator.
type Note = Prose<1, 500>;

/// 订单列表
///
/// 含商品的订单和预约单，未登录用户的也在内；符合全部条件的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderList {
    /// 订单 ID
    #[deserr(default)]
    order_id: Option<OrderNo>,
    /// 订单类型
    ///
    /// 0 - 预约单、1 - 含商品的订单。
    #[deserr(default)]
    order_type: Option<Integer<0, 1>>,
    /// 订单状态
    ///
    /// 1 - 待处理、2 - 已确认、3 - 配送中、4 - 已完成、5 - 已撤单、6 - 已评价。
    #[deserr(default)]
    order_status: Option<Integer<1, 6>>,
    /// 城市统一编码
    #[deserr(default)]
    #[schemars(example = &"511000")]
    city_num: Option<CityNum>,
    /// 用户手机号
    #[deserr(default)]
    phone: Option<Mobile>,
    /// 起始下单时间
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 截止下单时间
    ///
    /// 格式：Y-m-d H:i:s，包含这一秒。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 是否已支付
    #[deserr(default)]
    paid: Option<Flag>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

impl Operation for OrderList {
    const NAME: &'static str = "admin.homecare.order.list";
    const ONCE: bool = false;
    type Reply = List<OrderView>;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Self::Reply>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let filter = Filter {
            order_no: self.order_id.map(Text::into_string),
            order_type: self.order_type.map(Integer::value),
            status: self.order_status.map(Integer::value),
            city_number: self.city_num.map(Text::into_string),
            phone: self.phone.map(Mobile::into_string),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
            is_paid: self.paid.map(Flag::is_set),
        };
        let read = move |connection: &mut Connection| {
            let orders = orders::page(connection, &filter, page.request())?;
            let order_nos = orders.rows.iter().map(|order| order.order_no.as_str());
            let order_nos: Vec<&str> = order_nos.collect();
            let mut charges = charges::newest_of(connection, HOMECARE.name(), &order_nos)?;
            let with_charge = |order: Order| {
                let charge = charges.remove(&order.order_no);
                (order, charge)
            };
            Ok(Paged {
                total: orders.total,
                rows: orders.rows.into_iter().map(with_charge).collect(),
            })
        };
        let orders = audit.disclosure(&ctx.services.store, read).await?;
        let row = |(order, charge): (Order, Option<Charge>)| {
            let payment = Payment::of(&order, charge.as_ref());
            OrderView::of(ctx, order, payment)
        };
        Ok(orders.map(|orders| List::of(page, orders, row)))
    }
}

/// 订单详情
///
/// 订单及其商品、服务、图片、优惠券、支付和评价。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderDetail {
    /// 订单 ID
    #[schemars(example = &"201503300100000001")]
    order_id: OrderNo,
}

impl Operation for OrderDetail {
    const NAME: &'static str = "admin.homecare.order.detail";
    const ONCE: bool = false;
    const FAULTS: &'static [Code] = &[Code::OrderNotFound];
    type Reply = Whole;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Whole>, Fault> {
        let order_no = self.order_id.into_string();
        let read = move |connection: &mut Connection| {
            let order = find(connection, &order_no)?;
            Ok(Paged {
                total: 1,
                rows: vec![Parts::read(connection, order)?],
            })
        };
        let (page, row) = audit.disclosure(&ctx.services.store, read).await?.split();
        let parts = page.rows.into_iter().next();
        let parts = parts.ok_or_else(|| Fault::internal("an order that was read is gone"))?;
        Ok(row.map(|()| parts.shown(ctx)))
    }
}

/// 确认订单
///
/// 待处理的订单由此变为已确认。在线支付的订单须已支付。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderConfirm {
    /// 订单 ID
    #[schemars(example = &"201503300100000001")]
    order_id: OrderNo,
}

impl Action for OrderConfirm {
    const NAME: &'static str = "admin.homecare.order.confirm";
    const FAULTS: &'static [Code] = &[
        Code::OrderNotFound,
        Code::OrderState,
        faults::HOMECARE_UNPAID,
    ];
    const DONE: &'static str = "确认成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = find(tx, self.order_id.as_str())?;
        advance(tx, &order, Step::Confirm)?;
        match order.has_charge() && !is_paid_online(tx, &order)? {
            true => Err(faults::HOMECARE_UNPAID.into()),
            false => Ok(()),
        }
    }
}

/// 配送订单
///
/// 已确认的订单由此变为配送中。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderDeliver {
    /// 订单 ID
    #[schemars(example = &"201503300100000001")]
    order_id: OrderNo,
    /// 备注
    ///
    /// 替换原有的备注。
    #[deserr(default)]
    #[schemars(example = &"李师傅上门")]
    note: Option<Note>,
}

impl Action for OrderDeliver {
    const NAME: &'static str = "admin.homecare.order.deliver";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = find(tx, self.order_id.as_str())?;
        let note = self.note.as_ref().map(Prose::as_str);
        advance(tx, &order, Step::Deliver { note })
    }
}

/// 完成订单
///
/// 已确认或配送中的订单由此变为已完成；不在线支付的订单和预约单即已收款。在线支付的订单按规则赠送一张优惠券。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderComplete {
    /// 订单 ID
    #[schemars(example = &"201503270000000006")]
    order_id: OrderNo,
    /// 实收金额
    ///
    /// 单位：分，减去优惠券之后。预约单必填，其他订单不传。
    #[deserr(default)]
    #[schemars(example = &8000)]
    amount: Option<Integer<0, 10_000_000>>,
}

impl Action for OrderComplete {
    const NAME: &'static str = "admin.homecare.order.complete";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let order = find(tx, self.order_id.as_str())?;
        match (order.order_type, &self.amount) {
            (order_type::APPOINTMENT, None) => return Err(Violations::missing("amount").into()),
            (order_type::GOODS, Some(_)) => {
                return Err(Violations::one("amount", "只用于预约单").into());
            }
            _ => {}
        }
        lock_owner(tx, &order)?;
        if order.has_charge() && is_paid_online(tx, &order)? {
            let (source, date) = (format!("order:{}", order.id), tx.date());
            by_rule(tx, kind::PAYMENT, order.user_id, source, &date)?;
        }
        let complete = Step::Complete {
            is_settled: !order.online_pay && order.settled_at.is_none(),
            amount: self.amount.map(Integer::value),
        };
        advance(tx, &order, complete)
    }
}

/// Returns whether an order is paid through the provider and no refund is requested.
fn is_paid_online(connection: &mut Connection, order: &Order) -> Result<bool, Fault> {
    let charge = charges::newest(connection, HOMECARE.name(), &order.order_no)?;
    Ok(charge.is_some_and(|charge| charge.is_paid() && !charge.is_refund_requested()))
}

/// 撤销订单
///
/// 待处理、已确认或配送中的订单。优惠券随即可以再用，已支付的金额原路退回。
#[derive(Deserr, JsonSchema)]
pub(crate) struct OrderCancel {
    /// 订单 ID
    #[schemars(example = &"201503300100000001")]
    order_id: OrderNo,
    /// 备注
    ///
    /// 撤销的原因，替换原有的备注。
    #[schemars(example = &"用户电话取消")]
    note: Note,
}

impl Operation for OrderCancel {
    const NAME: &'static str = "admin.homecare.order.cancel";
    const FAULTS: &'static [Code] = &[Code::OrderNotFound, Code::OrderState];
    const DONE: &'static str = "撤销成功";
    type Reply = ();

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<()>, Fault> {
        let cancel = move |tx: &mut Tx<'_>| {
            let order = find(tx, self.order_id.as_str())?;
            lock_owner(tx, &order)?;
            let note = Some(self.note.as_str());
            lifecycle::cancel(tx, &order, CanceledBy::Operator, note)
        };
        let store = &ctx.services.store;
        let (charge, row) = audit.transaction(store, cancel).await?.split();
        if let Some(charge) = charge {
            payments::send_refunds(ctx.services, ctx.now, &charge).await;
        }
        Ok(row)
    }
}

/// 撤销过期未支付的订单
///
/// 待处理的在线支付订单，支付已关闭或失败的，最多 100 个；系统也会定时执行。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct OrderExpire {}

/// The result of [`OrderExpire`].
#[derive(Serialize, JsonSchema)]
pub(crate) struct Expired {
    /// 撤销的订单数
    count: i64,
}

impl Action for OrderExpire {
    const NAME: &'static str = "admin.homecare.order.expire";
    const FAULTS: &'static [Code] = &[Code::OrderState];
    const DONE: &'static str = "撤销成功";
    type Reply = Expired;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Expired, Fault> {
        let mut count = 0;
        for order in lifecycle::expired(tx)? {
            count += i64::from(lifecycle::expire(tx, &order)?);
        }
        Ok(Expired { count })
    }
}
