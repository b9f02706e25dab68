use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::password;
use crate::side::Side;

edit! {
    /// 用户重置密码
    ///
    /// 先调用 consulting.user.sms，usage 为 password。同时解除密码错误的锁定，该账号的会话得到 606。
    pub(crate) struct Password {
        fields: password::Fields,
    }
}

impl Method for Password {
    const NAME: &'static str = "consulting.user.password";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = password::FAULTS;
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        password::reset(ctx, Side::Buyer, self.fields).await
    }
}
