use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_store::identities::{self, Identity};
use signet_store::users::User;

use super::password_is_ok;
use crate::CLIENTS;
use crate::avatar::Avatar;
use crate::client::Client;
use crate::tables::profiles::{self, Profile};

/// 获取账号信息
///
/// 没有设置的项为 0 或空字符串，不会缺少。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {}

/// The account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    /// ID
    id: i64,
    /// 手机
    mobile: String,
    /// 密码是否不需要修改
    ///
    /// 0 - 需要修改、1 - 不需要修改。没有密码、密码太弱、客服重置后为 0。
    password_is_ok: i64,
    /// 昵称
    ///
    /// 没有则为空字符串。
    nickname: String,
    /// 头像
    avatar: Avatar,
    /// 性别
    ///
    /// 0 - 未知、1 - 男、2 - 女。
    gender: i64,
    /// 积分
    point: i64,
    /// 是否测试过
    ///
    /// 0 - 否、1 - 是。
    is_testing: i64,
    /// 微信 openid
    ///
    /// 当前客户端的微信 openid；没有则为另一种的，都没有则为空字符串。
    openid: String,
    /// 所在地
    location: Location,
}

/// 所在地
#[derive(Serialize, JsonSchema)]
struct Location {
    /// 省
    province: Place,
    /// 市
    city: Place,
}

/// 地区
#[derive(Serialize, JsonSchema)]
struct Place {
    /// ID
    ///
    /// 6 位行政区划代码，没有则为 0。
    id: i64,
    /// 名称
    ///
    /// 没有则为空字符串。
    name: String,
}

impl Method for Detail {
    const NAME: &'static str = "salon.account.detail";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Account;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Account, Fault> {
        let session = &ctx.live_session()?.session;
        let user_id = session.user_id;
        let read = move |connection: &mut Connection| Stored::read(connection, user_id);
        let stored = ctx.run(read).await?;
        let Stored { user, profile, .. } = stored;
        let (province, city) = stored.names;
        Ok(Account {
            id: user.id,
            password_is_ok: password_is_ok(&user).into(),
            mobile: user.mobile,
            nickname: user.nickname,
            avatar: Avatar::of(ctx.services, user.headimg),
            gender: profile.gender,
            point: user.points,
            is_testing: stored.is_tested.into(),
            openid: openid_on(session.platform, stored.identities),
            location: Location {
                province: Place {
                    id: profile.province_id,
                    name: province,
                },
                city: Place {
                    id: profile.city_id,
                    name: city,
                },
            },
        })
    }
}

/// An account as the database has it.
struct Stored {
    user: User,
    identities: Vec<Identity>,
    profile: Profile,
    is_tested: bool,
    /// The names of the province and the city.
    names: (String, String),
}

impl Stored {
    /// Reads an account in three statements, whatever is set.
    fn read(connection: &mut Connection, user_id: i64) -> Result<Stored, Fault> {
        let account = identities::with_account(connection, user_id)?;
        let (user, identities) = account.ok_or(Code::SessionExpired)?;
        let profile = profiles::find_with_tests(connection, user_id)?;
        let (profile, is_tested) =
            profile.ok_or_else(|| Fault::internal("an account of salon has no profile"))?;
        let names = districts::names_of(connection, profile.province_id, profile.city_id)?;
        Ok(Stored {
            user,
            identities,
            profile,
            is_tested,
            names,
        })
    }
}

/// Returns the openid of the provider of the client on a platform, or else that of another one; empty if there is none.
fn openid_on(platform: i64, identities: Vec<Identity>) -> String {
    let own = Client::provider_on(platform).name();
    let is_own = |identity: &Identity| identity.provider == own;
    let (mut own, others): (Vec<_>, Vec<_>) = identities.into_iter().partition(is_own);
    own.extend(others);
    let first = own.into_iter().next();
    first.map(|identity| identity.subject).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use signet_store::identities::NewIdentity;
    use signet_store::users::{self, NewUser};
    use signet_testkit::Scratch;

    use super::*;
    use crate::PACK;
    use crate::tables::profiles::Edited;
    use crate::tables::shops;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn an_account_takes_three_statements_and_its_shops_one() {
        let db = Scratch::with(&[PACK.migrations]);
        let new = NewUser {
            realm: "salon".to_owned(),
            mobile: "13333333333".to_owned(),
            username: String::new(),
            password_hash: String::new(),
            weak_password: false,
            open_id: "0".repeat(32),
            nickname: String::new(),
            platform: 1,
            channel: String::new(),
            points: 0,
            register_ip: String::new(),
            created_at: NOW,
        };
        let id = db.write(NOW, |tx| {
            let id = users::insert(tx, &new)?;
            profiles::insert(tx, id, 0)?;
            Ok(id)
        });
        let statements = || {
            let (stored, count) = db.counted(move |connection| Stored::read(connection, id));
            assert_eq!(stored.unwrap().user.id, id);
            count
        };
        assert_eq!(statements(), 3, "nothing is set");
        db.write(NOW, |tx| {
            let edited = Edited {
                province_id: Some(440_000),
                city_id: Some(440_300),
                ..Edited::default()
            };
            profiles::update(tx, id, &edited)?;
            for provider in ["salon_wechat_app", "salon_wechat_mp"] {
                let identity = NewIdentity {
                    realm: "salon",
                    provider,
                    subject: "openid",
                    user_id: id,
                    created_at: NOW,
                };
                identities::insert(tx, &identity)?;
            }
            Ok(())
        });
        assert_eq!(statements(), 3, "everything is set");
        let (tested, count) = db.counted(move |connection| shops::tested_by(connection, id, 200));
        assert_eq!((tested.unwrap().len(), count), (0, 1));
    }
}
