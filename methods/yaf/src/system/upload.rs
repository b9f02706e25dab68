use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{AppClass, Ctx, Method};
use signet_domain::uploads;
use signet_fault::{Code, Fault};

/// 文件上传接口
///
/// 用 multipart/form-data 提交：除 data、sign 外，图片放在名为 image 的文件字段中，image 不参与签名。支持 JPEG、PNG、GIF 和
/// WebP，以文件内容为准。图片会重新编码：不保留 EXIF 等附加信息，WebP 转为 PNG 或 JPEG。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Upload {}

/// An uploaded picture.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Uploaded {
    /// 文件 ID
    ///
    /// 主要用于客户端做唯一标识用。
    file_id: i64,
    /// 图片绝对路径
    image_url: String,
    /// 图片相对路径
    relative_image_url: String,
}

impl From<uploads::Upload> for Uploaded {
    fn from(upload: uploads::Upload) -> Uploaded {
        Uploaded {
            file_id: upload.id,
            image_url: upload.url,
            relative_image_url: upload.path,
        }
    }
}

impl Method for Upload {
    const NAME: &'static str = "system.upload";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[Code::ImageTooLarge, Code::ImageInvalid];
    const DONE: &'static str = "上传成功";
    type Reply = Uploaded;

    async fn call(self, ctx: &Ctx) -> Result<Uploaded, Fault> {
        let upload =
            uploads::store(&ctx.shared, &ctx.audit, ctx.now, ctx.user()?, ctx.image()?).await?;
        Ok(upload.into())
    }
}
