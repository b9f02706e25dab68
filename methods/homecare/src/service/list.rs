use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Id;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;

/// 维修／安装项目详细
///
/// 一个维修或安装项目的服务，客户端按 sort_id 排序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 项目 ID
    pid: Id,
}

/// The services of a group.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 服务列表
    home_items: Vec<Item>,
}

/// 服务
#[derive(Serialize, JsonSchema)]
struct Item {
    /// 服务名称
    item_name: String,
    /// 排序值
    ///
    /// 没有则为 null。
    sort_id: Option<i64>,
    /// 服务 ID
    hid: i64,
    /// 图片地址
    ///
    /// 没有则为 null。
    pic_url: Option<String>,
}

impl Method for List {
    const NAME: &'static str = "homecare.service.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_SERVICE_GROUP_UNKNOWN];
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let services = content.services(self.pid.value())?.iter();
        let items = services.map(|service| Item {
            item_name: service.item_name.clone(),
            sort_id: service.sort_id,
            hid: service.id,
            pic_url: service.pic_url.clone(),
        });
        Ok(Shown {
            msg: "get homeitems success",
            home_items: items.collect(),
        })
    }
}
