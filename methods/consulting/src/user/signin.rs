use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::signin;
use crate::side::Side;

edit! {
    /// 用户手机注册
    ///
    /// 先调用 consulting.user.sms。返回提交注册信息（consulting.user.register）的凭证，30 分钟内有效；已注册的手机号得到 604。
    pub(crate) struct Signin {
        fields: signin::Fields,
    }
}

impl Method for Signin {
    const NAME: &'static str = "consulting.user.signin";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = signin::FAULTS;
    type Reply = signin::Proved;

    async fn call(self, ctx: &Ctx<'_>) -> Result<signin::Proved, Fault> {
        signin::signin(ctx, Side::Buyer, self.fields).await
    }
}
