use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use serde::Deserialize;
use serde_json::Value;
use signet_call::Entry;
use signet_wire::sign::{Secret, SignType, sign};

use super::Example;
use crate::demo;
use crate::packs::PACKS;

/// The app that calls, and the secret that the API document prints.
pub(super) const DEMO_APPID: &str = demo::APPID;
pub(super) const DEMO_SECRET: &str = demo::SECRET;

/// The operator's tool that calls, and its secret.
pub(super) const ADMIN_APPID: &str = "console";
pub(super) const ADMIN_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The apps of the examples and their secrets.
const APPS: &[(&str, &str)] = &[(DEMO_APPID, DEMO_SECRET), (ADMIN_APPID, ADMIN_SECRET)];

/// The recorded calls, which `gateway/tests/suite/examples.rs` makes and compares.
pub(super) struct Examples {
    url: String,
    recorded: BTreeMap<String, Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    /// What `data` said.
    data: Value,
    /// What came back.
    reply: Value,
}

impl Examples {
    pub(super) fn load(url: &str) -> anyhow::Result<Examples> {
        let mut recorded = BTreeMap::new();
        for pack in PACKS {
            let file = || format!("examples.json of pack {}", pack.name);
            let calls: BTreeMap<String, Recorded> =
                serde_json::from_str(pack.examples).with_context(file)?;
            recorded.extend(calls);
        }
        Ok(Examples {
            url: url.to_owned(),
            recorded,
        })
    }

    /// The example of a method.
    pub(super) fn of(&self, entry: &Entry) -> anyhow::Result<Option<Example>> {
        let key = format!("{} {}", entry.name, entry.version);
        let Some(recorded) = self.recorded.get(&key) else {
            return Ok(None);
        };
        let appid = recorded.data.get("appid").and_then(Value::as_str);
        let (appid, secret) = APPS
            .iter()
            .find(|(known, _)| Some(*known) == appid)
            .with_context(|| format!("{key}: the app of the example is unknown"))?;
        let data = recorded.data.to_string();
        let signature = signature(SignType::Md5, &data, secret)?;
        Ok(Some(Example {
            appid: (*appid).to_owned(),
            secret,
            parameters: recorded.data.clone(),
            curl: curl(&self.url, &data, &signature, entry.image),
            data,
            sign_type: SignType::Md5.name(),
            sign: signature,
            reply: recorded.reply.clone(),
        }))
    }
}

/// The signature of `data` under a secret of the documentation.
pub(super) fn signature(
    sign_type: SignType,
    data: &str,
    secret: &'static str,
) -> anyhow::Result<String> {
    let secret = Secret::new(secret).map_err(|error| anyhow!(error))?;
    Ok(sign(sign_type, data.as_bytes(), &secret))
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
