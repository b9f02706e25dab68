use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Line, Text, check_birthday};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::uploads::{self, Owner};
use signet_fault::{Code, Fault};
use signet_store::users;

use super::picture;
use crate::CLIENTS;
use crate::parameters::Sex;
use crate::tables::members::{self, Edited};

/// 更改用户信息
///
/// 至少传一项，没有传的不变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Edit {
    /// 真实姓名
    #[deserr(default)]
    member_truename: Option<Line<1, 20>>,
    /// 性别
    ///
    /// 0 - 男、1 - 女，也可以传“男”“女”。
    #[deserr(default)]
    member_sex: Option<Sex>,
    /// 生日
    ///
    /// 格式：Y-m-d，从 1900-01-01 到今天。
    #[deserr(default)]
    #[schemars(example = &"1991-06-11")]
    member_birthday: Option<Text<10, 10>>,
    /// 头像
    ///
    /// 图片的 Base64，前面可以有 data:image/…;base64,；图片最大为 2 MiB，会重新编码。签名调用的 data 最大为 64 KiB，大的图片用 teahouse.user.avatar。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &PIXEL)]
    member_avatar: Option<Text<1, { picture::MAX_TEXT }>>,
}

/// The smallest picture that the documentation can show.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

impl Method for Edit {
    const NAME: &'static str = "teahouse.user.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::ImageTooLarge,
        Code::ImageInvalid,
        Code::UploadQuota,
        Code::RateLimited,
    ];
    const DONE: &'static str = "更新成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let birthday = self.member_birthday.map(Text::into_string);
        if let Some(day) = &birthday {
            check_birthday("member_birthday", day, &ctx.date_time(ctx.now))?;
        }
        let edited = Edited {
            truename: self.member_truename.map(Line::into_string),
            sex: self.member_sex.map(Sex::number),
            birthday,
        };
        if edited.is_empty() && self.member_avatar.is_none() {
            return Err(Violations::missing("member_truename").into());
        }
        let user_id = ctx.user()?;
        // The picture is stored first, so that nothing is changed if the picture is refused.
        let headimg = match self.member_avatar {
            None => None,
            Some(text) => {
                let file = picture::decode("member_avatar", text.as_str())?;
                let realm = ctx.realm()?;
                let owner = Owner::User { realm, id: user_id };
                let upload = uploads::store(ctx.services, ctx.now, owner, file).await?;
                Some(upload.url)
            }
        };
        ctx.tx(move |tx| {
            if let Some(url) = &headimg {
                users::set_headimg(tx, user_id, url)?;
            }
            if !edited.is_empty() {
                members::insert_if_missing(tx, user_id)?;
                members::update(tx, user_id, &edited)?;
            }
            Ok(())
        })
        .await
    }
}
