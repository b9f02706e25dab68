use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::SIGNED;
use crate::tables::invoices::{self, Invoice};

/// 发票信息列表
///
/// 默认的在前，其余最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {}

/// The invoices of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Invoices {
    /// 发票信息列表
    invoice_list: Vec<Shown>,
}

/// The data of an invoice.
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// 发票编号
    inv_id: i64,
    /// 发票类型
    ///
    /// 1 - 普通发票、2 - 增值税发票。
    kind: i64,
    /// 发票抬头
    title: String,
    /// 纳税人识别号
    ///
    /// 没有则为空字符串。
    code: String,
    /// 发票内容
    content: String,
    /// 是否默认
    ///
    /// 1 - 是、0 - 否。
    is_default: i64,
}

impl From<Invoice> for Shown {
    fn from(invoice: Invoice) -> Shown {
        Shown {
            inv_id: invoice.id,
            kind: invoice.kind,
            title: invoice.title,
            code: invoice.code,
            content: invoice.content,
            is_default: invoice.is_default.into(),
        }
    }
}

impl Method for List {
    const NAME: &'static str = "teahouse.invoice.list";
    const CLASSES: &'static [AppClass] = SIGNED;
    const DONE: &'static str = "查询正常";
    type Reply = Invoices;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Invoices, Fault> {
        let user_id = ctx.user()?;
        let all = ctx.run(move |connection| Ok(invoices::of_user(connection, user_id)?));
        Ok(Invoices {
            invoice_list: all.await?.into_iter().map(Shown::from).collect(),
        })
    }
}
