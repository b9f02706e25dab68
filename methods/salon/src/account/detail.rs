use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Connection;
use signet_store::identities::Identity;

use super::password_is_ok;
use crate::CLIENTS;
use crate::avatar::Avatar;
use crate::client::Client;
use crate::tables::accounts::Stored;

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

/// Returns the openid for the provider of the client on a platform, or else the openid for another provider; empty if there is none.
fn openid_on(platform: i64, identities: Vec<Identity>) -> String {
    let own = Client::provider_on(platform).name();
    let is_own = |identity: &Identity| identity.provider == own;
    let (mut own, others): (Vec<_>, Vec<_>) = identities.into_iter().partition(is_own);
    own.extend(others);
    let first = own.into_iter().next();
    first.map(|identity| identity.subject).unwrap_or_default()
}
