use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::news;

use super::{found, state_of};

/// 隐藏文章
///
/// 隐藏的文章对用户不存在，也可以重新显示。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NewsHide {
    /// 文章 ID
    news_id: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 重新显示。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for NewsHide {
    const NAME: &'static str = "admin.news.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.news_id.value();
        let state = state_of(self.hidden);
        ctx.tx(move |tx| found(news::set_state(tx, id, state)?))
            .await
    }
}
