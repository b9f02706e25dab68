//! The pictures of accounts: an upload of the user, or a picture at WeChat, which is never fetched.

use schemars::JsonSchema;
use serde::Serialize;
use signet_domain::Services;

/// The maximum size of the URL of a picture in bytes, which is the size of its column.
const MOST: usize = 255;

/// 头像
#[derive(Serialize, JsonSchema)]
pub(crate) struct Avatar {
    /// 图片源
    ///
    /// 上传图片的路径，或微信头像的 URL；没有则为空字符串。
    src: String,
    /// 图片 URL
    ///
    /// 没有则为空字符串。
    url: String,
}

impl Avatar {
    /// Returns the picture that an account has: the path of an upload, the URL of a picture at WeChat, or an empty text.
    pub(crate) fn of(services: &Services, src: String) -> Avatar {
        let url = match src.as_str() {
            "" => String::new(),
            path if path.starts_with('/') => services.uploads.url(path),
            url => url.to_owned(),
        };
        Avatar { src, url }
    }
}

/// Returns the URL of a picture at WeChat in the form in which it is stored. Returns `None` if its host is not in `hosts`, or if it has
/// a user or a port.
pub(crate) fn of_wechat(text: &str, hosts: &[String]) -> Option<String> {
    let scheme_less =
        [("https", "://"), ("http", "://")]
            .into_iter()
            .find_map(|(scheme, separator)| {
                let rest = text.get(scheme.len()..)?.strip_prefix(separator)?;
                let own = text.get(..scheme.len())?;
                own.eq_ignore_ascii_case(scheme).then_some(rest)
            })?;
    let end = scheme_less.find(['/', '?', '#']);
    let (host, path) = scheme_less.split_at_checked(end.unwrap_or(scheme_less.len()))?;
    // The whole authority is compared, so that it cannot have a user or a port.
    let is_known = hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\`".contains(&byte);
    let url = format!("https://{}{path}", host.to_ascii_lowercase());
    (is_known && path.bytes().all(is_plain) && url.len() <= MOST).then_some(url)
}
