use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Line;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::sessions::profiles;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

/// 用户昵称修改
///
/// 昵称可以与其他用户相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct NicknameEdit {
    /// 昵称
    ///
    /// 2-20 个字符，不能为空白，不能包含控制字符。
    #[schemars(example = &"心存高远")]
    nickname: Line<2, 20>,
}

/// The nickname that is shown from now on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Edited {
    /// 昵称
    nickname: String,
}

impl Method for NicknameEdit {
    const NAME: &'static str = "user.nickname.edit";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    type Reply = Edited;
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Edited, Fault> {
        let (id, now) = (ctx.user()?, ctx.now);
        let nickname = self.nickname.into_string();
        let new = nickname.clone();
        let edit = move |tx: &mut Tx<'_>| {
            if users::set_nickname(tx, id, &new)? {
                Ok(profiles::outdated(tx, id)?)
            } else {
                Err(Code::SessionExpired.into())
            }
        };
        profiles::forget(ctx.services, now, ctx.tx(edit).await?).await;
        Ok(Edited { nickname })
    }
}
