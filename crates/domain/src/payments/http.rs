//! A provider with the interface of Ping++: charges and refunds as JSON, the secret key as a bearer token.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use signet_store::charges::Charge;
use signet_store::refunds::{Refund, RefundState};
use ureq::http::Response;
use ureq::tls::TlsConfig;
use ureq::{Agent, Body};

use super::object::CURRENCY;
use super::{ProviderError, RefundStatus, SeenRefund, Settings};

/// The largest answer that is read: the part that is kept has to fit its column.
const MAX_ANSWER: u64 = 60 * 1024;

/// The number of refunds of a charge on a page of the provider's list.
const PAGE: usize = 100;

/// The longest code of a refusal that is shown.
const MAX_CODE: usize = 64;

pub(super) struct HttpDriver {
    /// The base of the URLs, such as `https://api.pingxx.com/v1`, without a slash at the end.
    base: String,
    app: String,
    authorization: String,
    agent: Agent,
}

/// A page of the refunds of a charge.
#[derive(Deserialize)]
struct Page {
    data: Vec<SeenRefund>,
    has_more: bool,
}

impl HttpDriver {
    /// Creates a driver with connections of its own.
    pub(super) fn new(settings: &Settings, tls: TlsConfig) -> HttpDriver {
        let config = Agent::config_builder()
            .timeout_global(Some(settings.timeout()))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(tls)
            .build();
        HttpDriver {
            base: format!("{}/v1", settings.url.trim_end_matches('/')),
            app: settings.app_name().to_owned(),
            authorization: format!("Bearer {}", settings.key),
            agent: config.into(),
        }
    }

    /// Posts a charge. The provider has one charge for each number: a repeated request returns it.
    pub(super) fn create(&self, charge: &Charge) -> Result<String, ProviderError> {
        let body = json!({
            "order_no": charge.number,
            "app": {"id": self.app},
            "channel": charge.channel,
            "amount": charge.fen,
            "client_ip": charge.client_ip,
            "currency": CURRENCY,
            "subject": charge.subject,
            "body": if charge.body.is_empty() { &charge.subject } else { &charge.body },
            "time_expire": charge.expires_at,
        });
        self.post("/charges", &body)
    }

    pub(super) fn find(&self, id: &str) -> Result<String, ProviderError> {
        self.get(&format!("/charges/{id}"))
    }

    /// Posts a refund. If an earlier try may have arrived, searches the provider's list for it first.
    pub(super) fn refund(
        &self,
        charge: &Charge,
        refund: &Refund,
    ) -> Result<Option<SeenRefund>, ProviderError> {
        let Some(id) = &charge.provider_id else {
            return Ok(None);
        };
        let path = format!("/charges/{id}/refunds");
        if refund.state == RefundState::Sent || refund.tries > 1 {
            let found = self.find_refund(&path, refund)?;
            if found.is_some() || refund.state == RefundState::Sent {
                return Ok(found);
            }
        }
        let body = json!({
            "amount": refund.fen,
            "description": refund.reason,
            "metadata": {"order": refund.order_no},
        });
        parse(&self.post(&path, &body)?).map(Some)
    }

    fn find_refund(
        &self,
        path: &str,
        refund: &Refund,
    ) -> Result<Option<SeenRefund>, ProviderError> {
        let mut after = String::new();
        loop {
            let page = self.get(&format!("{path}?limit={PAGE}{after}"))?;
            let page: Page = parse(&page)?;
            let Some(last) = page.data.last().map(|last| last.id.clone()) else {
                return Ok(None);
            };
            // A refund that failed is not the result of a new try.
            let is_answer = |seen: &SeenRefund| {
                seen.is_of(refund)
                    && (refund.provider_id.is_some() || seen.status != RefundStatus::Failed)
            };
            if let Some(found) = page.data.into_iter().find(is_answer) {
                return Ok(Some(found));
            }
            if !page.has_more || !super::object::is_id(&last) {
                return Ok(None);
            }
            after = format!("&starting_after={last}");
        }
    }

    fn post(&self, path: &str, body: &Value) -> Result<String, ProviderError> {
        let request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .header("Content-Type", "application/json; charset=utf-8");
        accepted(request.send(body.to_string()))
    }

    fn get(&self, path: &str) -> Result<String, ProviderError> {
        let request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization);
        accepted(request.call())
    }
}

/// Returns the text of a successful answer.
fn accepted(answer: Result<Response<Body>, ureq::Error>) -> Result<String, ProviderError> {
    let answer = answer.map_err(|error| ProviderError::NoAnswer(error.to_string()))?;
    let status = answer.status();
    let body = answer.into_body().into_with_config().limit(MAX_ANSWER);
    let text = body
        .read_to_string()
        .map_err(|error| ProviderError::NoAnswer(error.to_string()))?;
    if status.is_success() {
        return Ok(text);
    }
    if status.is_client_error() && !matches!(status.as_u16(), 408 | 429) {
        return Err(ProviderError::Refused {
            status: status.as_u16(),
            code: code_of(&text),
        });
    }
    Err(ProviderError::NoAnswer(format!("HTTP status {status}")))
}

/// Returns the code of a refusal and nothing else of it: the rest may repeat data of the request.
fn code_of(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let code = answer
        .pointer("/error/code")
        .or_else(|| answer.pointer("/error/type"));
    let code = code.and_then(Value::as_str).unwrap_or_default();
    let is_plain = code
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match !code.is_empty() && code.len() <= MAX_CODE && is_plain {
        true => code.to_owned(),
        false => "without a code".to_owned(),
    }
}

/// Reads an object of the provider. A field of a struct that occurs twice is refused.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ProviderError> {
    serde_json::from_str(text).map_err(|error| ProviderError::Unreadable(error.to_string()))
}
