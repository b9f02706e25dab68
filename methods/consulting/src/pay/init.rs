use std::net::IpAddr;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use signet_call::params::{Integer, Line, Text};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::payments::{self, NewCharge};
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::charges::{self, Charge, ChargeState};
use signet_wire::Fen;

use super::find_own;
use crate::lifecycle::payment::{CHANNEL, SECONDS_TO_PAY, pay_status};
use crate::lifecycle::post::lock;
use crate::parameters::OrderNo;
use crate::tables::posts::{self, Post, PostState};
use crate::{CLIENTS, CONSULTING, faults};

/// 支付接口
///
/// 返回支付凭据。再次调用得到同一笔支付，直到两小时后失效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Init {
    /// 设备号
    #[deserr(default)]
    device_info: Option<Line<1, 32>>,
    /// 商品描述
    #[schemars(example = &"租房合同审核")]
    body: Line<1, 128>,
    /// 附加数据
    ///
    /// 原样返回。
    #[deserr(default)]
    attach: Option<Text<1, 127>>,
    /// 商户订单号
    ///
    /// 需求的订单号。
    #[schemars(example = &"CO202611280000000001")]
    out_trade_no: OrderNo,
    /// 总金额
    ///
    /// 单位：分，必须为需求的价格。
    #[schemars(example = &12000)]
    total_fee: Integer<0, { i64::MAX }>,
    /// 终端 IP
    ///
    /// 不使用，以连接的 IP 为准。
    #[schemars(example = &"192.0.2.7")]
    spbill_create_ip: Text<1, 45>,
}

/// The payment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Payment {
    /// 支付号
    pay_no: String,
    /// 商户订单号
    out_trade_no: String,
    /// 总金额
    ///
    /// 单位：分。
    total_fee: i64,
    /// 支付状态
    pay_status: &'static str,
    /// 附加数据
    ///
    /// 没有则为空字符串。
    attach: String,
    /// 支付凭据
    credential: Map<String, Value>,
}

impl Method for Init {
    const NAME: &'static str = "consulting.pay.init";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::POST_STATE,
        Code::OrderNotFound,
        Code::NothingToPay,
        Code::AlreadyPaid,
        Code::AmountMismatch,
        Code::PaymentFailed,
    ];
    type Reply = Payment;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Payment, Fault> {
        let (services, user_id) = (ctx.services, ctx.user()?);
        if !services.payments.has_channel(CHANNEL) {
            return Err(Fault::new(Code::PaymentFailed).with_source("pay.channels has no wx"));
        }
        // Not used, because the provider gets the address of the connection.
        let _ = self.spbill_create_ip;
        let order_no = self.out_trade_no.into_string();
        let (post, newest) = ctx
            .run(move |connection| {
                let post = find_own(connection, user_id, &order_no)?;
                let newest = charges::newest(connection, CONSULTING.name(), &post.order_no)?;
                Ok((post, newest))
            })
            .await?;
        if let Some(over) = newest.filter(|charge| charge.expires_at <= ctx.now) {
            // A new charge replaces the expired charge. If the expired charge was paid and the provider could not report this, it pays
            // for the post.
            payments::check(services, ctx.now, &over).await?;
        }
        let payer = Payer {
            total_fee: self.total_fee.value(),
            body: self.body.into_string(),
            attach: self.attach.map(Text::into_string).unwrap_or_default(),
            device_info: self.device_info.map(Line::into_string).unwrap_or_default(),
            ip: ctx.caller.ip,
        };
        let attach = payer.attach.clone();
        let charge = ctx.tx(move |tx| charge(tx, &post, &payer)).await?;
        let charge = payments::announce(services, ctx.now, &charge).await?;
        if charge.is_paid() {
            return Err(Code::AlreadyPaid.into());
        }
        if charge.state == ChargeState::Closed {
            // The post was closed while the charge was announced.
            return Err(faults::POST_STATE.into());
        }
        let detail = payments::charge_detail(services, &charge).ok_or(Code::PaymentFailed)?;
        Ok(Payment {
            pay_status: pay_status(charge.fen, Some(&charge)),
            pay_no: charge.provider_id.unwrap_or_default(),
            out_trade_no: charge.order_no,
            total_fee: charge.fen,
            attach,
            credential: detail.into_credential(),
        })
    }
}

/// The parameters of the payer.
struct Payer {
    total_fee: i64,
    body: String,
    attach: String,
    device_info: String,
    ip: IpAddr,
}

/// Returns the charge of a post. Makes a new charge if the post has none that can be paid.
fn charge(tx: &mut Tx<'_>, post: &Post, payer: &Payer) -> Result<Charge, Fault> {
    let post = lock(tx, post)?;
    if post.price == 0 {
        return Err(Code::NothingToPay.into());
    }
    match post.state {
        PostState::Unpaid if !post.hidden => {}
        PostState::Unpaid | PostState::Closed => return Err(faults::POST_STATE.into()),
        PostState::Open | PostState::Ordered => return Err(Code::AlreadyPaid.into()),
    }
    if payer.total_fee != post.price {
        return Err(Code::AmountMismatch.into());
    }
    let new = NewCharge {
        realm: &CONSULTING,
        order_no: &post.order_no,
        fen: Fen(post.price),
        channel: CHANNEL,
        subject: &post.title,
        body: &payer.body,
        client_ip: payer.ip,
        seconds: SECONDS_TO_PAY,
    };
    let mut charge = payments::create(tx, &new)?;
    if charge.detail.is_none() {
        // The charge was made with the post, whose title may have changed, before the payer's address and text were known.
        charge.subject = new.subject();
        charge.body = payer.body.clone();
        charge.client_ip = payer.ip.to_string();
        charges::save(tx, &charge)?;
    }
    posts::set_payment(tx, post.id, &payer.attach, &payer.device_info)?;
    Ok(charge)
}
