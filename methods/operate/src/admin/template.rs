//! Texts of short messages.

use std::collections::BTreeSet;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Items, Line, Page, Prose, Slug};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_domain::realms::Realms;
use signet_domain::sms::TOPIC;
use signet_fault::{Code, Fault};
use signet_store::Taken;
use signet_store::sms_templates::{self, NewSmsTemplate, SmsTemplate};

use super::realm;

/// 添加短信模板
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TemplateCreate {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
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
    /// 列表，取值 app、h5、wire；wire 为产品自有协议的应用。
    #[schemars(example = ["app", "h5"])]
    classes: Items<Class, 1, 3>,
}

/// A class of apps that may request messages.
#[derive(Clone, Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
enum Class {
    App,
    H5,
    Wire,
}

impl Action for TemplateCreate {
    const NAME: &'static str = "admin.template.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let row = self.row(tx.realms())?;
        sms_templates::insert(tx, &row).taken(Code::AlreadyExists)
    }
}

impl TemplateCreate {
    fn row(self, realms: &Realms) -> Result<NewSmsTemplate, Violations> {
        if !self.body.as_str().contains("%CODE%") {
            return Err(Violations::one("body", "必须包含%CODE%"));
        }
        let class = |class: &Class| match class {
            Class::App => AppClass::App.name(),
            Class::H5 => AppClass::H5.name(),
            Class::Wire => AppClass::Wire.name(),
        };
        let named = self.classes.into_vec();
        let classes: BTreeSet<&str> = named.iter().map(class).collect();
        if classes.len() < named.len() {
            return Err(Violations::one("classes", "不能重复"));
        }
        let classes: Vec<&str> = classes.into_iter().collect();
        let realm = realm::find(realms, self.realm.as_ref())?;
        Ok(NewSmsTemplate {
            realm: realm.name().to_owned(),
            send_key: self.send_key.into_string(),
            title: self.title.into_string(),
            body: self.body.into_string(),
            classes: classes.join(","),
        })
    }
}

edit! {
    /// 修改短信模板
    ///
    /// 修改账号域 realm 中标识为 send_key 的模板。
    pub(crate) struct TemplateEdit {
        fields: TemplateCreate,
    }
}

impl Action for TemplateEdit {
    const NAME: &'static str = "admin.template.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let row = self.fields.row(tx.realms())?;
        found(sms_templates::update(tx, &row)?)
    }
}

/// 隐藏短信模板
///
/// 隐藏后该模板的短信不能发送。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TemplateHide {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
    /// 短信模板标识
    send_key: Slug,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for TemplateHide {
    const NAME: &'static str = "admin.template.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        let realm = realm::find(tx.realms(), self.realm.as_ref())?.name();
        let send_key = self.send_key.as_str();
        found(sms_templates::set_state(tx, realm, send_key, state)?)
    }
}

/// 短信模板列表
///
/// 账号域 realm 的全部模板，包括已隐藏的，按标识排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TemplateList {
    /// 账号域
    ///
    /// 产品的账号集合的名称，默认 yaf。
    #[deserr(default)]
    #[schemars(example = &"yaf")]
    realm: Option<Slug>,
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
        let realm = realm::find(&ctx.services.realms, self.realm.as_ref())?.name();
        let paged = ctx
            .run(move |connection| Ok(sms_templates::page(connection, realm, page.request())?))
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
