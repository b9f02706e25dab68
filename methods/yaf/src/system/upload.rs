use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::{Ctx, Method, Uploaded};
use signet_domain::apps::AppClass;
use signet_domain::uploads::{self, Owner};
use signet_fault::{Code, Fault};

/// 文件上传接口
///
/// 用 multipart/form-data 提交：除 data、sign 外，图片放在名为 image 的文件字段中，image 不参与签名。支持 JPEG、PNG、GIF 和 WebP，以文件内容为准。
///
/// 图片会重新编码为 sRGB、每通道 8 位：按 EXIF 方向转正，颜色配置文件与 CMYK 转换为 sRGB；不保留 EXIF（含位置）、XMP 与注释等附加信息、图片之后的数据（如实况视频、HDR 增益图）；WebP 转为 JPEG，
/// 带透明的转为 PNG；WebP 与 APNG 动画只保留第一帧，GIF 保留全部帧（过大时只保留第一帧）；重新编码后仍过大的依次降低画质、缩小。未保留的内容见 notes。
///
/// 每个用户每天上传的文件数与总大小有上限（默认 500 个、512 MiB），每分钟处理图片的时间也有上限。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Upload {}

impl Method for Upload {
    const NAME: &'static str = "system.upload";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::ImageTooLarge,
        Code::ImageInvalid,
        Code::UploadQuota,
        Code::RateLimited,
    ];
    const DONE: &'static str = "上传成功";
    type Reply = Uploaded;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Uploaded, Fault> {
        let owner = Owner::User {
            realm: ctx.realm()?,
            id: ctx.user()?,
        };
        let upload = uploads::store(ctx.services, ctx.now, owner, ctx.image()?).await?;
        Ok(upload.into())
    }
}
