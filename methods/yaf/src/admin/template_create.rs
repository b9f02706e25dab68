use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Items, Line, Prose, Slug};
use signet_call::{Access, AppClass, Ctx, Method, Violations};
use signet_fault::{Code, Fault};
use signet_store::sms_templates::{self, NewSmsTemplate};

use super::not_taken;

/// 添加短信模板
#[derive(Deserr, JsonSchema)]
pub(crate) struct TemplateCreate {
    /// 短信模板标识
    #[schemars(example = &"USER_LOGIN_CODE")]
    send_key: Slug,
    /// 模板标题
    title: Line<1, 64>,
    /// 短信内容
    ///
    /// 其中的 %CODE% 被验证码代替。
    #[schemars(example = &"您的登录验证码是%CODE%，10分钟内有效。")]
    body: Prose<1, 100>,
    /// 可以使用的应用类型
    ///
    /// 列表，取值 app、h5。
    #[schemars(example = ["app", "h5"])]
    classes: Items<Class, 1, 2>,
}

/// A class of apps that may ask for messages.
#[derive(Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
enum Class {
    App,
    H5,
}

impl Method for TemplateCreate {
    const NAME: &'static str = "admin.template.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let template = self.row()?;
        ctx.change(move |tx| not_taken(sms_templates::insert(tx, &template)))
            .await
    }
}

impl TemplateCreate {
    pub(super) fn row(self) -> Result<NewSmsTemplate, Violations> {
        if !self.body.as_str().contains("%CODE%") {
            return Err(Violations::one("body", "必须包含%CODE%"));
        }
        let class = |class: &Class| match class {
            Class::App => AppClass::App.name(),
            Class::H5 => AppClass::H5.name(),
        };
        let mut classes: Vec<&str> = self.classes.into_vec().iter().map(class).collect();
        classes.sort_unstable();
        classes.dedup();
        Ok(NewSmsTemplate {
            send_key: self.send_key.into_string(),
            title: self.title.into_string(),
            body: self.body.into_string(),
            classes: classes.join(","),
        })
    }
}
