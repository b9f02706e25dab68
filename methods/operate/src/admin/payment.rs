//! Charges of orders, and their refunds.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{DateTime, Id, Integer, Line, Page, Slug};
use signet_call::{Access, Ctx, List, Method, Operation, Violations};
use signet_domain::apps::AppClass;
use signet_domain::audit::{Audit, Audited};
use signet_domain::payments::{self, Named, Repayment, Settlement};
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge, ChargeState, Search};
use signet_wire::Fen;

/// 支付单列表
///
/// 符合全部条件的支付单，最新的在前。金额的单位都是分。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PaymentList {
    /// 产品
    #[deserr(default)]
    #[schemars(example = &"homecare")]
    realm: Option<Slug>,
    /// 订单号
    #[deserr(default)]
    #[schemars(example = &"201503300100000001")]
    order: Option<Line<1, 32>>,
    /// 支付单 ID
    #[deserr(default)]
    charge_id: Option<Id>,
    /// 支付渠道
    #[deserr(default)]
    #[schemars(example = &"alipay")]
    channel: Option<Line<1, 20>>,
    /// 支付状态
    #[deserr(default)]
    state: Option<State>,
    /// 创建时间起
    ///
    /// 格式：Y-m-d H:i:s
    #[deserr(default)]
    start_time: Option<DateTime>,
    /// 创建时间止
    ///
    /// 格式：Y-m-d H:i:s，包含这一秒。
    #[deserr(default)]
    end_time: Option<DateTime>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// The state of a charge.
#[derive(Clone, Copy, Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
enum State {
    Pending,
    Paid,
    Failed,
    Closed,
    Refunding,
    Refunded,
}

impl From<State> for ChargeState {
    fn from(state: State) -> ChargeState {
        match state {
            State::Pending => ChargeState::Pending,
            State::Paid => ChargeState::Paid,
            State::Failed => ChargeState::Failed,
            State::Closed => ChargeState::Closed,
            State::Refunding => ChargeState::Refunding,
            State::Refunded => ChargeState::Refunded,
        }
    }
}

/// A charge as an operator sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Payment {
    /// 支付单 ID
    charge_id: i64,
    /// 产品
    realm: String,
    /// 订单号
    order: String,
    /// 支付平台的商户订单号
    number: String,
    /// 金额
    amount: Fen,
    /// 已申请退款的金额
    refund_requested: Fen,
    /// 已退款的金额
    refunded: Fen,
    /// 支付渠道
    channel: String,
    /// 支付状态
    ///
    /// pending - 待支付、paid - 已支付、failed - 未支付、closed - 已关闭、refunding - 退款中、refunded - 已退款。
    state: &'static str,
    /// 支付平台的支付单 ID
    ///
    /// 尚未提交到支付平台则为空字符串。
    provider_id: String,
    /// 创建时间
    c_time: String,
    /// 支付截止时间
    expire_time: String,
    /// 支付时间
    ///
    /// 没有支付则为空字符串。
    paid_time: String,
}

impl Payment {
    fn of(charge: Charge, ctx: &Ctx<'_>) -> Payment {
        Payment {
            charge_id: charge.id,
            realm: charge.realm,
            order: charge.order_no,
            number: charge.number,
            amount: Fen(charge.fen),
            refund_requested: Fen(charge.requested),
            refunded: Fen(charge.refunded),
            channel: charge.channel,
            state: charge.state.name(),
            provider_id: charge.provider_id.unwrap_or_default(),
            c_time: ctx.date_time(charge.created_at),
            expire_time: ctx.date_time(charge.expires_at),
            paid_time: charge
                .paid_at
                .map(|at| ctx.date_time(at))
                .unwrap_or_default(),
        }
    }
}

impl Method for PaymentList {
    const NAME: &'static str = "admin.payment.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Payment>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Payment>, Fault> {
        let page = self.page.unwrap_or_default();
        let seconds = |time: Option<DateTime>| time.map(|time| ctx.seconds(time));
        let search = Search {
            realm: self.realm.map(Slug::into_string),
            order_no: self.order.map(Line::into_string),
            id: self.charge_id.map(Integer::value),
            channel: self.channel.map(Line::into_string),
            state: self.state.map(ChargeState::from),
            since: seconds(self.start_time),
            until: seconds(self.end_time),
        };
        let charges = ctx
            .run(move |connection| Ok(charges::page(connection, &search, page.request())?))
            .await?;
        Ok(List::of(page, charges, |charge| Payment::of(charge, ctx)))
    }
}

/// 模拟支付结果
///
/// 代替支付平台通知一次支付结果，与真实通知的处理完全相同。仅在支付驱动为 sandbox 时可用。order 和 charge_id 二选一。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PaymentSettle {
    /// 订单号
    ///
    /// 取该订单最新的支付单。
    #[deserr(default)]
    #[schemars(example = &"201503300100000001")]
    order: Option<Line<1, 32>>,
    /// 产品
    ///
    /// 多个产品有相同的订单号时必填。
    #[deserr(default)]
    #[schemars(example = &"homecare")]
    realm: Option<Slug>,
    /// 支付单 ID
    #[deserr(default)]
    #[schemars(extend("examples" = []))]
    charge_id: Option<Id>,
    /// 结果
    ///
    /// paid - 支付成功、failed - 支付失败、refunded - 已申请的退款全部成功。
    #[schemars(example = &"paid")]
    outcome: Outcome,
    /// 金额
    ///
    /// 单位：分，默认为应付或应退的金额；其它金额用于模拟错误的通知。
    #[deserr(default)]
    #[schemars(extend("examples" = []))]
    amount: Option<Integer<0, 1_000_000_000_000>>,
}

/// An outcome that the provider reports.
#[derive(Clone, Copy, Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
enum Outcome {
    Paid,
    Failed,
    Refunded,
}

/// A charge after an operation.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Settled {
    /// 支付单 ID
    charge_id: i64,
    /// 支付状态
    ///
    /// pending - 待支付、paid - 已支付、failed - 未支付、closed - 已关闭、refunding - 退款中、refunded - 已退款。
    state: &'static str,
}

impl From<Charge> for Settled {
    fn from(charge: Charge) -> Settled {
        Settled {
            charge_id: charge.id,
            state: charge.state.name(),
        }
    }
}

impl PaymentSettle {
    fn settlement(self) -> Result<Settlement, Violations> {
        let charge = match (self.order, self.charge_id) {
            (Some(order), None) => Named::Order {
                order_no: order.into_string(),
                realm: self.realm.map(Slug::into_string),
            },
            (None, Some(id)) => Named::Id(id.value()),
            _ => return Err(Violations::one("order", "与 charge_id 必须且只能有一个")),
        };
        Ok(Settlement {
            charge,
            outcome: match self.outcome {
                Outcome::Paid => payments::Outcome::Paid,
                Outcome::Failed => payments::Outcome::Failed,
                Outcome::Refunded => payments::Outcome::Refunded,
            },
            fen: self.amount.map(|amount| Fen(amount.value())),
        })
    }
}

impl Operation for PaymentSettle {
    const NAME: &'static str = "admin.payment.settle";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::NotPermitted];
    type Reply = Settled;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Settled>, Fault> {
        let settlement = self.settlement()?;
        let charge = payments::settle(ctx.services, audit, ctx.now, settlement).await?;
        Ok(charge.map(Settled::from))
    }
}

/// 退款
///
/// 为已支付的订单申请退款，每个订单只能申请一次；支付平台拒绝的退款可以再次申请。订单还在进行中时不能退款，应使用该产品的取消接口。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PaymentRefund {
    /// 支付单 ID
    charge_id: Id,
    /// 订单号
    ///
    /// 一个支付单包含多个订单时，退款所属的订单；默认为支付单的订单号。
    #[deserr(default)]
    #[schemars(extend("examples" = []))]
    order: Option<Line<1, 32>>,
    /// 金额
    ///
    /// 单位：分，默认为未退款的全部金额。
    #[deserr(default)]
    #[schemars(extend("examples" = []))]
    amount: Option<Integer<1, 1_000_000_000_000>>,
    /// 退款原因
    #[schemars(example = &"质量问题")]
    reason: Line<1, 100>,
}

impl Operation for PaymentRefund {
    const NAME: &'static str = "admin.payment.refund";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::OrderState, Code::AlreadyExists];
    type Reply = Settled;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Settled>, Fault> {
        let repayment = Repayment {
            charge_id: self.charge_id.value(),
            order_no: self.order.map(Line::into_string),
            fen: self.amount.map(|amount| Fen(amount.value())),
            reason: self.reason.into_string(),
        };
        let charge = payments::repay(ctx.services, audit, ctx.now, repayment).await?;
        Ok(charge.map(Settled::from))
    }
}
