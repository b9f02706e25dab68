use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::Violations;
use signet_call::params::{Id, Line, Mobile};
use signet_fault::Fault;

use crate::parameters::Phone;
use crate::tables::addresses::NewAddress;

/// The parameters of an address.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 姓名
    #[schemars(example = &"廖培坤")]
    true_name: Line<1, 20>,
    /// 城市编号
    ///
    /// 地区列表的第二级。
    #[schemars(example = 120_100)]
    city_id: Id,
    /// 地区编号
    ///
    /// 地区列表的第三级。
    #[schemars(example = 120_106)]
    area_id: Id,
    /// 地区信息
    ///
    /// 只检查长度，以 city_id 和 area_id 为准。
    #[schemars(example = &"天津 天津市 红桥区")]
    #[expect(dead_code, reason = "the names of an area are built from its code")]
    area_info: Line<1, 100>,
    /// 地址信息
    #[schemars(example = &"水游城8层")]
    address: Line<1, 100>,
    /// 电话号码
    ///
    /// 电话与手机至少传一个。
    #[deserr(default)]
    tel_phone: Option<Phone>,
    /// 手机
    #[deserr(default)]
    mob_phone: Option<Mobile>,
}

impl Fields {
    /// Returns the row.
    ///
    /// # Errors
    /// [`BadParams`](signet_fault::Code::BadParams) if there is no phone.
    pub(super) fn into_row(self) -> Result<NewAddress, Fault> {
        if self.tel_phone.is_none() && self.mob_phone.is_none() {
            return Err(Violations::missing("mob_phone").into());
        }
        Ok(NewAddress {
            true_name: self.true_name.into_string(),
            city_id: self.city_id.value(),
            area_id: self.area_id.value(),
            address: self.address.into_string(),
            tel_phone: self.tel_phone.map(Phone::into_string).unwrap_or_default(),
            mob_phone: self.mob_phone.map(Mobile::into_string).unwrap_or_default(),
        })
    }
}
