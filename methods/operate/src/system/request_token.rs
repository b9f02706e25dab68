use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Integer;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::request_tokens;
use signet_fault::Fault;

/// 获取防重复提交令牌
///
/// 需要防重复提交的接口会注明。一个令牌只产生一次效果，30 分钟内有效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct RequestToken {
    /// 令牌数量
    ///
    /// 最小值为 1，最大值为 5。
    number: Integer<1, 5>,
}

/// The tokens.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// 防重复请求令牌
    ///
    /// number 为 1 时是一个字符串，大于 1 时是字符串列表。
    token: OneOrMore,
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Method for RequestToken {
    const NAME: &'static str = "system.request.token";
    const ACCESS: Access = Access::Optional;
    // Every class that signs, because back ends and operators also call methods that need a token.
    const CLASSES: &'static [AppClass] = &[
        AppClass::App,
        AppClass::H5,
        AppClass::Partner,
        AppClass::Activity,
        AppClass::Admin,
    ];
    type Reply = Tokens;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Tokens, Fault> {
        let issue = |_| request_tokens::issue(ctx.services, ctx.now, ctx.token_owner());
        let mut tokens = (0..self.number.value())
            .map(issue)
            .collect::<Result<Vec<_>, _>>()?;
        let token = match (tokens.len(), tokens.pop()) {
            (1, Some(only)) => OneOrMore::One(only),
            (_, last) => {
                tokens.extend(last);
                OneOrMore::More(tokens)
            }
        };
        Ok(Tokens { token })
    }
}
