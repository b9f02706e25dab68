use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::register;
use crate::side::Side;

edit! {
    /// 卖家注册信息提交
    ///
    /// 先调用 consulting.consultant.signin。注册后用 consulting.consultant.login 登录；审核通过后才能查看需求和接单。
    pub(crate) struct Register {
        fields: register::Fields,
    }
}

impl Method for Register {
    const NAME: &'static str = "consulting.consultant.register";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = register::FAULTS;
    type Reply = register::Registered;

    async fn call(self, ctx: &Ctx<'_>) -> Result<register::Registered, Fault> {
        register::register(ctx, Side::Consultant, self.fields).await
    }
}
