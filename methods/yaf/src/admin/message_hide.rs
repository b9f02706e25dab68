use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::messages;

use super::{found, state_of};

/// 隐藏系统消息
///
/// 隐藏的消息对用户不存在，也可以重新显示。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageHide {
    /// 消息 ID
    msgid: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 重新显示。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for MessageHide {
    const NAME: &'static str = "admin.message.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.msgid.value();
        let state = state_of(self.hidden);
        ctx.tx(move |tx| found(messages::set_state(tx, id, state)?))
            .await
    }
}
