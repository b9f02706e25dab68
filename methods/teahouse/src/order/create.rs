mod bill;
mod place;
mod rows;
mod submission;
mod take;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Id, Integer, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use self::submission::Submission;
use crate::checkout::bought::Bought;
use crate::parameters::Password;
use crate::{CLIENTS, faults, paypwd};

/// 购买第二步
///
/// 每个店铺生成一个订单，共用一个支付编号。重复提交同一次购买得到同一个支付编号。商品或运费比前两步显示的高则不生成订单。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Create {
    /// 购买参数
    ///
    /// 与第一步相同。
    cart_id: Bought,
    /// 购物车购买标志
    ///
    /// 与第一步相同。
    ifcart: Flag,
    /// 地址编号
    address_id: Id,
    /// 发票信息hash
    ///
    /// 第一步返回的 vat_hash。
    #[schemars(extend("writeOnly" = true))]
    vat_hash: Text<1, 2048>,
    /// 货到付款hash
    ///
    /// 更换收货地址返回的 offpay_hash，货到付款时必填。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true))]
    offpay_hash: Option<Text<1, 2048>>,
    /// 店铺是否支持货到付款hash
    ///
    /// 更换收货地址返回的 offpay_hash_batch，货到付款时必填。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true))]
    offpay_hash_batch: Option<Text<1, 2048>>,
    /// 付款方式
    ///
    /// online - 在线付款、offline - 货到付款。不支持货到付款的店铺仍为在线付款。
    #[schemars(example = &"online")]
    pay_name: PayName,
    /// 发票编号
    ///
    /// 0 或不传为不需要发票。
    #[deserr(default)]
    invoice_id: Option<Integer<0, { i64::MAX }>>,
    /// 代金券
    ///
    /// voucher_t_id|store_id|voucher_price，多个用 , 分隔，如 10|2|10,1|3|10。每个店铺最多一张，面额单位为元。
    #[deserr(default)]
    voucher: Option<Text<1, 2048>>,
    /// 是否使用预存款支付
    ///
    /// 1 - 使用、0 - 不使用。预存款不足时，余下的在线付款。
    #[deserr(default)]
    pd_pay: Option<Flag>,
    /// 支付密码
    ///
    /// 使用预存款时必填，不是登录密码。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true))]
    password: Option<Password>,
    /// F码
    ///
    /// 购买F码商品时必填。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true))]
    fcode: Option<Text<1, 32>>,
}

impl Create {
    fn uses_predeposit(&self) -> bool {
        self.pd_pay.is_some_and(Flag::is_set)
    }
}

/// The way in which the orders are paid, in the words of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum PayName {
    Online,
    Offline,
}

/// The orders that were made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 支付编号
    ///
    /// 18 位数字。
    pay_sn: String,
}

impl Method for Create {
    const NAME: &'static str = "teahouse.order.create";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::AddressNotFound,
        Code::DistrictUnknown,
        faults::CART_NOT_FOUND,
        Code::GoodsUnavailable,
        Code::OutOfStock,
        Code::PurchaseLimit,
        faults::SAMPLE_CLOSED,
        faults::SAMPLE_CLAIMED,
        faults::SAMPLE_GONE,
        faults::FCODE_INVALID,
        faults::CHECKOUT_INVALID,
        faults::CHECKOUT_EXPIRED,
        faults::CHECKOUT_CHANGED,
        faults::CHECKOUT_USED,
        faults::PRICE_CHANGED,
        faults::NOT_DELIVERABLE,
        faults::OFFPAY_REFUSED,
        faults::VOUCHER_INVALID,
        faults::INVOICE_NOT_FOUND,
        faults::PAY_PASSWORD_UNSET,
        faults::WRONG_PAY_PASSWORD,
        faults::PAY_LOCKED,
    ];
    const DONE: &'static str = "下单成功";
    type Reply = Created;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Created, Fault> {
        let mut submission = Submission::read(&self, ctx)?;
        if self.uses_predeposit() {
            let password = self.password.as_ref();
            let password = password.ok_or_else(|| Violations::missing("password"))?;
            // If the submission is repeated, the password is not compared.
            let before = submission.clone();
            let before = ctx.run(move |connection| before.placed(connection));
            if let Some(pay_sn) = before.await? {
                return Ok(Created { pay_sn });
            }
            submission.pay_hash = Some(paypwd::check(ctx, password.as_str()).await?);
        }
        let date = ctx.services.zone.date(ctx.now);
        let place = move |tx: &mut Tx<'_>| place::place(tx, &submission, &date);
        let pay_sn = ctx.tx(place).await?;
        Ok(Created { pay_sn })
    }
}
