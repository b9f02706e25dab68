use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::sms_templates::{self, SmsTemplate};

/// 短信模板列表
///
/// 全部模板，包括已隐藏的，按标识排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TemplateList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 短信模板
#[derive(Serialize, JsonSchema)]
pub(crate) struct TemplateRow {
    /// 短信模板标识
    send_key: String,
    /// 模板标题
    title: String,
    /// 短信内容
    body: String,
    /// 可以使用的应用类型
    classes: Vec<String>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for TemplateList {
    const NAME: &'static str = "admin.template.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<TemplateRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<TemplateRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(sms_templates::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, paged, |template: SmsTemplate| TemplateRow {
            send_key: template.send_key,
            title: template.title,
            body: template.body,
            classes: template.classes.split(',').map(str::to_owned).collect(),
            state: template.state.value(),
            c_time: ctx.date_time(template.created_at),
            u_time: ctx.date_time(template.updated_at),
        }))
    }
}
