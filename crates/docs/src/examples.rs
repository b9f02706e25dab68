use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use signet_call::{Entry, Pack};
use signet_wire::sign::{Secret, SignType, sign};
use signet_wire::wire::Route;

use crate::{Error, Example, apps};

/// The recorded calls of a pack.
pub(crate) struct Examples {
    url: String,
    /// Signed calls by the name and version of the method, and calls of the pack's wire by their route.
    recorded: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Recorded {
    /// `data` of the call.
    data: Value,
    /// The envelope of the reply.
    reply: Value,
}

/// A recorded call of a route of the pack's wire.
#[derive(Deserialize)]
pub(crate) struct RecordedRoute {
    /// The parameters, including those in the path.
    pub(crate) parameters: Map<String, Value>,
    /// The token of the session, if it was not a parameter.
    #[serde(default)]
    pub(crate) token: Option<String>,
    /// The whole reply.
    pub(crate) reply: Value,
}

impl Examples {
    pub(crate) fn load(pack: &Pack, url: &str) -> Result<Examples, Error> {
        let broken = |source| Error::Examples {
            pack: pack.name,
            source,
        };
        let recorded = serde_json::from_str(pack.examples).map_err(broken)?;
        Ok(Examples {
            url: url.to_owned(),
            recorded,
        })
    }

    /// Returns the URL to which the examples post.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the recorded call of a route, if there is one.
    pub(crate) fn of_route(&self, route: &Route) -> Result<Option<RecordedRoute>, Error> {
        self.find(&route_key(route))
    }

    fn find<T: for<'a> Deserialize<'a>>(&self, key: &str) -> Result<Option<T>, Error> {
        let found = self.recorded.get(key);
        Ok(found.map(T::deserialize).transpose()?)
    }

    /// Returns the example of a method, if a call of it was recorded.
    pub(crate) fn of(&self, entry: &Entry) -> Result<Option<Example>, Error> {
        let key = format!("{} {}", entry.name, entry.version);
        let Some(recorded) = self.find::<Recorded>(&key)? else {
            return Ok(None);
        };
        let appid = recorded.data.get("appid").and_then(Value::as_str);
        let app = apps::ALL.iter().find(|app| Some(app.appid) == appid);
        let Some(app) = app else {
            return Err(Error::UnknownApp { method: key });
        };
        let data = recorded.data.to_string();
        let signature = signature(SignType::Md5, &data, app.secret)?;
        Ok(Some(Example {
            appid: app.appid.to_owned(),
            secret: app.secret,
            parameters: recorded.data.clone(),
            curl: curl(&self.url, &data, &signature, entry.image),
            data,
            sign_type: SignType::Md5.name(),
            sign: signature,
            reply: recorded.reply.clone(),
        }))
    }
}

/// Returns the name of a route among the recorded examples.
pub fn route_key(route: &Route) -> String {
    format!("{} {}", route.verb, route.path)
}

/// Returns the signature of `data` with a secret of the documentation.
pub(crate) fn signature(
    sign_type: SignType,
    data: &str,
    secret: &'static str,
) -> Result<String, Error> {
    Ok(sign(sign_type, data.as_bytes(), &Secret::new(secret)?))
}

fn curl(url: &str, data: &str, sign: &str, image: bool) -> String {
    let data = data.replace('\'', r"'\''");
    if image {
        format!(
            "curl -s {url} --form-string 'data={data}' --form-string 'sign={sign}' -F image=@picture.png"
        )
    } else {
        format!("curl -s {url} --data-urlencode 'data={data}' --data-urlencode 'sign={sign}'")
    }
}
