use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Mobile, Text};
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::uploads::{self, Owner, Upload};
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx};

use super::caller::{ConsumerToken, caller};
use crate::order::placing::Caller;
use crate::order::view::at_state;
use crate::tables::order_pictures::{self, Picture as Row};
use crate::tables::orders::{self, Order, order_type, status};
use crate::{CLIENTS, faults};

/// The number of files that a guest may upload in a day.
const DAILY_FILES_OF_GUEST: u32 = 30;

/// The states in which an appointment accepts pictures.
const OPEN: [i64; 2] = [status::NEW, status::CONFIRMED];

/// 预约单上传图片
///
/// 用 multipart/form-data 提交，图片放在名为 image 的文件字段中，规则与 system.upload 相同。待处理和已确认的预约单各有 10
/// 个位置，同一位置再次上传则替换。未登录的用户每天最多上传 30 张。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Picture {
    /// 用户手机号
    #[schemars(example = &"18215606355")]
    phone: Mobile,
    /// 验证手机号得到的令牌
    ///
    /// 未登录时必填。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"b5a6ff4719eae157f0af837f94f915ca")]
    consumer_token: Option<ConsumerToken>,
    /// 预约单 ID
    #[schemars(example = &"201503300000000002")]
    appointment_id: Text<1, 20>,
    /// 上传图片编号
    ///
    /// 0-9。
    picindex: Integer<0, 9>,
}

/// A picture that is stored.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stored {
    /// 结果说明
    msg: &'static str,
    /// 图片地址
    picture: String,
}

impl Method for Picture {
    const NAME: &'static str = "homecare.appointment.picture";
    const ACCESS: Access = Access::Optional;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const IMAGE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_PHONE_UNVERIFIED,
        faults::HOMECARE_APPOINTMENT_UNKNOWN,
        faults::HOMECARE_PICTURES_CLOSED,
        Code::ImageTooLarge,
        Code::ImageInvalid,
        Code::UploadQuota,
        Code::RateLimited,
    ];
    type Reply = Stored;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Stored, Fault> {
        let (services, now, image) = (ctx.services, ctx.now, ctx.image()?);
        let caller = caller(ctx, self.phone, self.consumer_token)?;
        let owner = match &caller {
            Caller::Account { id, .. } => Owner::User {
                realm: ctx.realm()?,
                id: *id,
            },
            Caller::Guest { phone, .. } => Owner::Guest {
                realm: ctx.realm()?,
                name: phone,
                daily_files: DAILY_FILES_OF_GUEST,
            },
        };
        let (verified, appointment_id) = (caller.clone(), self.appointment_id);
        let order_id = ctx
            .run(move |connection| {
                let order = find(connection, &verified, now, appointment_id.as_str())?;
                check(order.status)?;
                Ok(order.id)
            })
            .await?;
        let picindex = self.picindex.value();
        let put = move |tx: &mut Tx<'_>, upload: &Upload| put(tx, order_id, picindex, upload);
        let (upload, replaced) = uploads::store_with(services, now, owner, image, put).await?;
        if let Some(replaced) = replaced {
            uploads::remove(services, now, replaced.path).await;
        }
        Ok(Stored {
            msg: "upload picture success",
            picture: upload.url,
        })
    }
}

/// Returns an appointment of a caller.
fn find(
    connection: &mut Connection,
    caller: &Caller,
    now: i64,
    appointment_id: &str,
) -> Result<Order, Fault> {
    let owner = caller.verified(connection, now)?;
    let order = orders::of_owner(connection, &owner, appointment_id)?;
    let order = order.filter(|order| order.order_type == order_type::APPOINTMENT);
    order.ok_or_else(|| faults::HOMECARE_APPOINTMENT_UNKNOWN.into())
}

/// Checks that an appointment in a state accepts pictures.
fn check(status: i64) -> Result<(), Fault> {
    match OPEN.contains(&status) {
        true => Ok(()),
        false => Err(at_state(faults::HOMECARE_PICTURES_CLOSED, status)),
    }
}

/// Puts a picture in its place, unless the appointment accepts no more pictures. Returns the picture that was there before, and
/// deletes its row among the uploads.
fn put(
    tx: &mut Tx<'_>,
    order_id: i64,
    picindex: i64,
    upload: &Upload,
) -> Result<Option<Row>, Fault> {
    check(orders::lock_status(tx, order_id)?.unwrap_or_default())?;
    let picture = Row {
        order_id,
        picindex,
        upload_id: upload.id,
        path: upload.path.clone(),
        created_at: tx.now(),
    };
    let replaced = order_pictures::put(tx, &picture)?;
    if let Some(replaced) = &replaced {
        signet_store::uploads::delete(tx, replaced.upload_id)?;
    }
    Ok(replaced)
}
