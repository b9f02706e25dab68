use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use crate::SIGNED;
use crate::tables::invoices::{self, NewInvoice};

/// The maximum number of invoices of a member.
const MAX_INVOICES: usize = 10;

/// 添加发票信息
///
/// 最多 10 个，第一个为默认。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Add {
    /// 发票类型
    ///
    /// 1 - 普通发票、2 - 增值税发票。
    kind: Integer<1, 2>,
    /// 发票抬头
    #[schemars(example = &"茶客贸易有限公司")]
    title: Line<1, 100>,
    /// 纳税人识别号
    #[deserr(default)]
    code: Option<Line<1, 50>>,
    /// 发票内容
    #[schemars(example = &"茶叶")]
    content: Line<1, 100>,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Added {
    /// 发票编号
    inv_id: i64,
}

impl Method for Add {
    const NAME: &'static str = "teahouse.invoice.add";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Added;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Added, Fault> {
        let user_id = ctx.user()?;
        let new = NewInvoice {
            kind: self.kind.value(),
            title: self.title.into_string(),
            code: self.code.map(Line::into_string).unwrap_or_default(),
            content: self.content.into_string(),
        };
        ctx.tx(move |tx| {
            users::lock(tx, user_id)?;
            let present = invoices::of_user(tx, user_id)?.len();
            if present >= MAX_INVOICES {
                return Err(Fault::with_note(
                    Code::AlreadyExists,
                    "最多允许创建10个发票信息",
                ));
            }
            let inv_id = invoices::insert(tx, user_id, &new, present == 0)?;
            Ok(Added { inv_id })
        })
        .await
    }
}
