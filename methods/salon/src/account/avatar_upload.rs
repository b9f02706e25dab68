use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::uploads::{self, Owner};
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::avatar::Avatar;

/// 上传头像
///
/// 用 multipart/form-data 提交，图片放在名为 image 的文件字段中，规则与 system.upload 相同。不改变帐号，把返回的 src 传给修改账号信息的 avatar
/// 才成为头像。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AvatarUpload {}

impl Method for AvatarUpload {
    const NAME: &'static str = "salon.account.avatar.upload";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::ImageTooLarge,
        Code::ImageInvalid,
        Code::UploadQuota,
        Code::RateLimited,
    ];
    type Reply = Avatar;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Avatar, Fault> {
        let owner = Owner::User {
            realm: ctx.realm()?,
            id: ctx.user()?,
        };
        let upload = uploads::store(ctx.services, ctx.now, owner, ctx.image()?).await?;
        Ok(Avatar::of(ctx.services, upload.path))
    }
}
