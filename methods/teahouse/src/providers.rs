//! The third parties with whose accounts members log in.

use signet_domain::identities::Provider;

/// All of them.
pub(crate) const ALL: &[&Provider] = &[&SINA, &WECHAT, &QQ];

pub(crate) static SINA: Provider = Provider::new("teahouse_sina");
pub(crate) static WECHAT: Provider = Provider::wechat("teahouse_wechat");
pub(crate) static QQ: Provider = Provider::new("teahouse_qq");
