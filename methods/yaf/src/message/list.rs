use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Ctx, List as Listed, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::tables::messages;

/// 系统消息列表
///
/// 当前登录用户的消息，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// A message in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Message {
    /// 消息 ID
    msgid: i64,
    /// 消息类型
    ///
    /// 1 - 系统、2 - 福利。
    msg_type: i64,
    /// 消息类型关联 ID
    ///
    /// 如福利消息，代表福利 ID。
    type_ref_id: i64,
    /// 是否已读
    ///
    /// 0 - 未读、1 - 已读。
    is_read: i64,
    /// 消息标题
    title: String,
    /// 消息内容
    content: String,
    /// 消息跳转 URL
    url: String,
    /// 消息发布时间
    c_time: String,
}

impl Method for List {
    const NAME: &'static str = "message.list";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    type Reply = Listed<Message>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Listed<Message>, Fault> {
        let (user_id, page) = (ctx.user()?, self.page.unwrap_or_default());
        let found = ctx
            .run(move |connection| Ok(messages::shown_page(connection, user_id, page.request())?))
            .await?;
        Ok(Listed::of(page, found, |message| Message {
            msgid: message.id,
            msg_type: message.msg_type,
            type_ref_id: message.type_ref_id,
            is_read: message.is_read.into(),
            title: message.title,
            content: message.content,
            url: message.url,
            c_time: ctx.date_time(message.created_at),
        }))
    }
}
