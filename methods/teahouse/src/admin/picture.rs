use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;

use super::Url;

/// A picture in two sizes, as an operator enters it.
#[derive(Clone, Deserr, JsonSchema)]
pub(super) struct Picture {
    /// 图片地址
    #[schemars(example = &"https://static.example.com/tea/1.jpg")]
    url: Url,
    /// 中图地址
    ///
    /// 不传则使用图片地址。
    #[deserr(default)]
    middle_url: Option<Url>,
}

impl Picture {
    /// Returns the URL and the URL of the middle size, which is empty if it was not given.
    pub(super) fn into_urls(self) -> (String, String) {
        let middle = self.middle_url.map(Text::into_string);
        (self.url.into_string(), middle.unwrap_or_default())
    }
}

/// A picture as it was entered.
#[derive(Serialize, JsonSchema)]
pub(super) struct PictureView {
    /// 图片地址
    url: String,
    /// 中图地址
    ///
    /// 没有则为空字符串。
    middle_url: String,
}

impl From<(String, String)> for PictureView {
    fn from((url, middle_url): (String, String)) -> PictureView {
        PictureView { url, middle_url }
    }
}
