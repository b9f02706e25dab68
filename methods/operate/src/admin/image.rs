//! Pictures that operators upload.

use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Operation, Uploaded};
use signet_domain::audit::{Audit, Audited};
use signet_domain::uploads;
use signet_fault::{Code, Fault};

/// 图片上传
///
/// 供后台上传广告、商品等图片，规则与 system.upload 相同。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ImageUpload {}

impl Operation for ImageUpload {
    const NAME: &'static str = "admin.image.upload";
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[Code::ImageTooLarge, Code::ImageInvalid];
    const DONE: &'static str = "上传成功";
    type Reply = Uploaded;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Uploaded>, Fault> {
        let upload =
            uploads::store_for_operators(ctx.services, audit, ctx.now, ctx.image()?).await?;
        Ok(upload.map(Uploaded::from))
    }
}
