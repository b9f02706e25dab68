use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::uploads::{self, Owner};
use signet_fault::{Code, Fault};
use signet_store::users;

use crate::SIGNED;

/// 上传头像
///
/// 用 multipart/form-data 提交，图片放在名为 image 的文件字段中，规则与 system.upload 相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Avatar {}

/// The new picture of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stored {
    /// 头像
    member_avatar: String,
}

impl Method for Avatar {
    const NAME: &'static str = "teahouse.user.avatar";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::ImageTooLarge,
        Code::ImageInvalid,
        Code::UploadQuota,
        Code::RateLimited,
    ];
    const DONE: &'static str = "更新成功";
    type Reply = Stored;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Stored, Fault> {
        let (id, image) = (ctx.user()?, ctx.image()?);
        let owner = Owner::User {
            realm: ctx.realm()?,
            id,
        };
        let set = move |tx: &mut signet_store::Tx<'_>, upload: &uploads::Upload| {
            Ok(users::set_headimg(tx, id, &upload.url)?)
        };
        let (upload, _) = uploads::store_with(ctx.services, ctx.now, owner, image, set).await?;
        Ok(Stored {
            member_avatar: upload.url,
        })
    }
}
