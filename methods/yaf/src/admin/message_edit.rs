use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Id, Integer, Line, Prose, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::messages::{self, Edited};

use super::found;

/// 修改系统消息
///
/// 替换一条消息的全部内容；接收的用户和已读状态不变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageEdit {
    /// 消息 ID
    msgid: Id,
    /// 消息类型
    ///
    /// 1 - 系统（默认）、2 - 福利。
    #[deserr(default)]
    msg_type: Option<Integer<1, 2>>,
    /// 消息类型关联 ID
    ///
    /// 如福利消息，代表福利 ID；默认 0。
    #[deserr(default)]
    type_ref_id: Option<Integer<0, { i64::MAX }>>,
    /// 消息标题
    title: Line<1, 64>,
    /// 消息内容
    content: Prose<1, 255>,
    /// 消息跳转 URL
    #[deserr(default)]
    url: Option<Text<0, 255>>,
}

impl Method for MessageEdit {
    const NAME: &'static str = "admin.message.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.msgid.value();
        let message = Edited {
            msg_type: self.msg_type.map_or(messages::SYSTEM, Integer::value),
            type_ref_id: self.type_ref_id.map_or(0, Integer::value),
            title: self.title.into_string(),
            content: self.content.into_string(),
            url: self.url.map(Text::into_string).unwrap_or_default(),
        };
        ctx.tx(move |tx| found(messages::update(tx, id, &message)?))
            .await
    }
}
