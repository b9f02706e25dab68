use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Mobile, Page};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::{Paged, messages, users};

/// 系统消息列表
///
/// 一个用户的或所有的消息，包括隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct MessageList {
    /// 用户 ID
    #[deserr(default)]
    userid: Option<Id>,
    /// 用户的手机号
    ///
    /// 与 userid 都传时，两者必须是同一个用户，否则列表为空。
    #[deserr(default)]
    mobile: Option<Mobile>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// A message with all that an operator can set.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Message {
    /// 消息 ID
    msgid: i64,
    /// 用户 ID
    userid: i64,
    /// 消息类型
    ///
    /// 1 - 系统、2 - 福利。
    msg_type: i64,
    /// 消息类型关联 ID
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
    /// 状态
    ///
    /// 0 - 隐藏、1 - 显示。
    state: i64,
    /// 发送时间
    c_time: String,
}

impl Method for MessageList {
    const NAME: &'static str = "admin.message.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const DISCLOSES: bool = true;
    type Reply = List<Message>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Message>, Fault> {
        let page = self.page.unwrap_or_default();
        let asked = self.userid.map(Id::value);
        let mobile = self.mobile.map(Mobile::into_string);
        let found = ctx
            .disclose(move |connection| {
                let Some(mobile) = &mobile else {
                    return Ok(messages::page(connection, asked, page.window())?);
                };
                let user = users::by_mobile(connection, mobile)?;
                match user.filter(|user| asked.is_none_or(|id| id == user.id)) {
                    Some(user) => Ok(messages::page(connection, Some(user.id), page.window())?),
                    None => Ok(Paged {
                        total: 0,
                        rows: Vec::new(),
                    }),
                }
            })
            .await?;
        Ok(List::of(page, found, |message| Message {
            msgid: message.id,
            userid: message.user_id,
            msg_type: message.msg_type,
            type_ref_id: message.type_ref_id,
            is_read: message.is_read.into(),
            title: message.title,
            content: message.content,
            url: message.url,
            state: message.state.value(),
            c_time: ctx.date_time(message.created_at),
        }))
    }
}
