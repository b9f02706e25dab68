//! The third parties whose accounts members can use to log in.

use signet_domain::identities::Provider;

/// All third parties.
pub(crate) const ALL: &[&Provider] = &[&SINA, &WECHAT, &QQ];

pub(crate) static SINA: Provider = Provider::new("teahouse_sina");
pub(crate) static WECHAT: Provider = Provider::wechat("teahouse_wechat");
pub(crate) static QQ: Provider = Provider::new("teahouse_qq");
