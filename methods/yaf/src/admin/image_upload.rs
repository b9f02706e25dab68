use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::uploads;
use signet_fault::{Code, Fault};

use crate::system::upload::Uploaded;

/// 图片上传
///
/// 供后台上传广告、商品等图片，规则与 system.upload 相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ImageUpload {}

impl Method for ImageUpload {
    const NAME: &'static str = "admin.image.upload";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[Code::ImageTooLarge, Code::ImageInvalid];
    const DONE: &'static str = "上传成功";
    type Reply = Uploaded;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Uploaded, Fault> {
        let operators = uploads::OPERATORS;
        let upload =
            uploads::store(ctx.shared, &ctx.audit, ctx.now, operators, ctx.image()?).await?;
        Ok(upload.into())
    }
}
