use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use signet_call::{Entry, Pack};
use signet_wire::sign::{Secret, SignType, sign};

use crate::{Error, Example, apps};

/// The recorded calls of a pack.
pub(crate) struct Examples {
    url: String,
    recorded: BTreeMap<String, Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    /// `data` of the call.
    data: Value,
    /// The envelope of the reply.
    reply: Value,
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

    /// Returns the example of a method, if a call of it was recorded.
    pub(crate) fn of(&self, entry: &Entry) -> Result<Option<Example>, Error> {
        let key = format!("{} {}", entry.name, entry.version);
        let Some(recorded) = self.recorded.get(&key) else {
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

/// Returns the signature of `data` under a secret of the documentation.
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
