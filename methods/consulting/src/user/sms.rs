use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::sms;
use crate::side::Side;

edit! {
    /// 用户获取验证码
    ///
    /// 用于手机注册（consulting.user.signin）或重置密码（consulting.user.password）。发送间隔与每天的次数有限。
    pub(crate) struct Sms {
        fields: sms::Fields,
    }
}

impl Method for Sms {
    const NAME: &'static str = "consulting.user.sms";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = sms::FAULTS;
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        sms::send(ctx, Side::Buyer, self.fields).await
    }
}
