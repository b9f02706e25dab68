use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::districts::{self, City};
use signet_fault::{Code, Fault};
use signet_store::users::User;
use signet_store::{Tx, uploads, users};

use crate::CLIENTS;
use crate::tables::profiles::{self, Edited, Profile};

/// The largest official code.
const LAST_CODE: i64 = 999_999;

/// 修改账号信息
///
/// 没有传的项不变，可以只传要修改的项，也可以全部传。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Edit {
    /// 昵称
    #[deserr(default)]
    #[schemars(example = &"小美")]
    nickname: Option<Line<1, 30>>,
    /// 头像
    ///
    /// 上传头像返回的 src，或账号信息中现在的 src。
    #[deserr(default)]
    #[schemars(example = &"https://wx.qlogo.cn/mmopen/demo/0")]
    avatar: Option<Text<1, 255>>,
    /// 性别
    ///
    /// 0 - 未知、1 - 男、2 - 女。
    #[deserr(default)]
    #[schemars(example = 2)]
    gender: Option<Integer<0, 2>>,
    /// 省 ID
    ///
    /// 6 位行政区划代码，如 440000。0 - 清除省和市。省变化而不传市时，不在该省的市被清除。
    #[deserr(default)]
    #[schemars(example = 440_000)]
    province_id: Option<Integer<0, LAST_CODE>>,
    /// 市 ID
    ///
    /// 6 位行政区划代码，如 440300。0 - 清除市。只传市时，省随之改变。
    #[deserr(default)]
    #[schemars(example = 440_300)]
    city_id: Option<Integer<0, LAST_CODE>>,
}

/// The account as it is stored now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    /// 昵称
    ///
    /// 没有则为空字符串。
    nickname: String,
    /// 头像 src
    ///
    /// 没有则为空字符串。
    avatar: String,
    /// 性别
    ///
    /// 0 - 未知、1 - 男、2 - 女。
    gender: i64,
    /// 省 ID
    ///
    /// 没有则为 0。
    province_id: i64,
    /// 市 ID
    ///
    /// 没有则为 0。
    city_id: i64,
}

impl Method for Edit {
    const NAME: &'static str = "salon.account.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    type Reply = Account;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Account, Fault> {
        let user_id = ctx.user()?;
        ctx.tx(move |tx| self.change(tx, user_id)).await
    }
}

impl Edit {
    /// Changes the fields that were given, under the lock of the account, so that two concurrent changes both stay.
    fn change(&self, tx: &mut Tx<'_>, user_id: i64) -> Result<Account, Fault> {
        let user = users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
        if let Some(nickname) = &self.nickname {
            users::set_nickname(tx, user_id, nickname.as_str())?;
        }
        if let Some(src) = &self.avatar {
            check_avatar(tx, &user, src.as_str())?;
            users::set_headimg(tx, user_id, src.as_str())?;
        }
        let profile = profile(tx, user_id)?;
        let (province_id, city_id) = self.location(tx, &profile)?;
        let edited = Edited {
            gender: self.gender.map(Integer::value),
            province_id: Some(province_id),
            city_id: Some(city_id),
        };
        profiles::update(tx, user_id, &edited)?;
        let gender = edited.gender.unwrap_or(profile.gender);
        let text = |new: Option<&str>, old: String| new.map_or(old, str::to_owned);
        Ok(Account {
            nickname: text(self.nickname.as_ref().map(Line::as_str), user.nickname),
            avatar: text(self.avatar.as_ref().map(Text::as_str), user.headimg),
            gender,
            province_id,
            city_id,
        })
    }

    /// Returns the province and the city after the change; 0 for none.
    fn location(&self, tx: &mut Tx<'_>, now: &Profile) -> Result<(i64, i64), Fault> {
        let code = |given: Option<Integer<0, LAST_CODE>>| given.map(Integer::value);
        let city = match code(self.city_id) {
            Some(code @ 1..) => Some(city_of(tx, code)?),
            _ => None,
        };
        match (code(self.province_id), city) {
            (None, Some(city)) => Ok((city.province.code, city.code)),
            (None, None) if self.city_id.is_some() => Ok((now.province_id, 0)),
            (None, None) => Ok((now.province_id, now.city_id)),
            (Some(province), Some(city)) if city.province.code == province => {
                Ok((province, city.code))
            }
            (Some(_), Some(_)) => Err(Violations::one("city_id", "不在该省").into()),
            (Some(0), None) => Ok((0, 0)),
            (Some(province), None) => {
                check_province(tx, province)?;
                let keeps_city = self.city_id.is_none() && now.province_id == province;
                Ok((province, if keeps_city { now.city_id } else { 0 }))
            }
        }
    }
}

fn profile(tx: &mut Tx<'_>, user_id: i64) -> Result<Profile, Fault> {
    let profile = profiles::find(tx, user_id)?;
    profile.ok_or_else(|| Fault::internal("an account of salon has no profile"))
}

/// Checks that a picture is an upload of the user or the current picture of the account.
fn check_avatar(tx: &mut Tx<'_>, user: &User, src: &str) -> Result<(), Fault> {
    let is_own = user.headimg == src || uploads::by_path(tx, user.id, src)?.is_some();
    match is_own {
        true => Ok(()),
        false => Err(Violations::one("avatar", "不存在").into()),
    }
}

fn city_of(tx: &mut Tx<'_>, code: i64) -> Result<City, Fault> {
    let city = districts::city(tx, code)?;
    city.ok_or_else(|| Violations::one("city_id", "不存在").into())
}

fn check_province(tx: &mut Tx<'_>, code: i64) -> Result<(), Fault> {
    match districts::province(tx, code)? {
        Some(_) => Ok(()),
        None => Err(Violations::one("province_id", "不存在").into()),
    }
}
