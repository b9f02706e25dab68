use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::register;
use crate::side::Side;

edit! {
    /// 用户注册信息提交
    ///
    /// 先调用 consulting.user.signin。注册后用 consulting.user.login 登录。
    pub(crate) struct Register {
        fields: register::Fields,
    }
}

impl Method for Register {
    const NAME: &'static str = "consulting.user.register";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = register::FAULTS;
    type Reply = register::Registered;

    async fn call(self, ctx: &Ctx<'_>) -> Result<register::Registered, Fault> {
        register::register(ctx, Side::Buyer, self.fields).await
    }
}
