use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Line, Mobile};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::{Connection, Tx, users};

use crate::tables::addresses::{self, NewAddress};

/// The maximum number of addresses of a user.
const MAX_ADDRESSES: i64 = 20;

/// 添加收货地址
///
/// 第一个收货地址自动成为默认地址；最多 20 个。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct AddressAdd {
    /// 收货人姓名
    ///
    /// 2 至 25 个字符：少数民族的姓名带「·」，可以长达十几个字。
    #[schemars(example = &"张木沐")]
    realname: Line<2, 25>,
    /// 手机号码
    mobile: Mobile,
    /// 区县 ID
    ///
    /// 6 位行政区划代码；不设区县的城市用城市的代码。
    #[schemars(example = 440_305)]
    district_id: Id,
    /// 街道
    #[deserr(default)]
    street: Option<Line<0, 50>>,
    /// 详细地址
    #[schemars(example = &"东方科技大厦601")]
    address: Line<1, 50>,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Added {
    /// 收货地址 ID
    address_id: i64,
    /// 收货地址 ID，与 address_id 相同
    addressid: i64,
}

impl AddressAdd {
    /// Returns the address as it is stored.
    pub(super) fn stored(self) -> NewAddress {
        NewAddress {
            realname: self.realname.into_string(),
            mobile: self.mobile.into_string(),
            district_code: self.district_id.value(),
            street: self.street.map(Line::into_string).unwrap_or_default(),
            address: self.address.into_string(),
        }
    }
}

/// Checks that the district of an address is known.
pub(super) fn check(connection: &mut Connection, address: &NewAddress) -> Result<(), Fault> {
    match districts::place(connection, address.district_code)? {
        Some(_) => Ok(()),
        None => Err(Code::DistrictUnknown.into()),
    }
}

impl Method for AddressAdd {
    const NAME: &'static str = "user.address.add";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::DistrictUnknown, Code::AddressLimit];
    type Reply = Added;
    const DONE: &'static str = "添加成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Added, Fault> {
        let user_id = ctx.user()?;
        let address = self.stored();
        let add = move |tx: &mut Tx<'_>| {
            // This lock comes first, so that only one call at a time changes the addresses of a user.
            users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
            check(tx, &address)?;
            let count = addresses::count_of_user(tx, user_id)?;
            if count >= MAX_ADDRESSES {
                return Err(Code::AddressLimit.into());
            }
            let id = addresses::insert(tx, user_id, &address, count == 0)?;
            Ok(Added {
                address_id: id,
                addressid: id,
            })
        };
        ctx.tx(add).await
    }
}
