use std::borrow::Cow;

use anyhow::{Context, Result, ensure};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// The members of `data` that the three methods read.
#[derive(Deserialize)]
pub(crate) struct Call<'a> {
    #[serde(borrow)]
    pub(crate) method: Cow<'a, str>,
    #[serde(borrow)]
    app_v: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) token: Cow<'a, str>,
}

/// The session of a token.
#[derive(Deserialize)]
pub(crate) struct Session {
    pub(crate) user_id: i64,
    mobile: String,
    open_id: String,
    nickname: String,
    headimg: String,
    intro: String,
    c_time: String,
}

/// The `data` of `user.detail`.
#[derive(Serialize)]
pub(crate) struct Profile<'a> {
    mobile: &'a str,
    open_id: &'a str,
    nickname: &'a str,
    headimg: &'a str,
    intro: &'a str,
    c_time: &'a str,
}

/// The `data` of `system.upgrade` if there is no newer version.
#[derive(Serialize)]
pub(crate) struct Advice<'a> {
    upgrade_way: i64,
    app_v: &'static str,
    app_title: &'static str,
    app_desc: &'static str,
    app_url: &'static str,
    dialog_repeat: i64,
    origin_v: &'a str,
}

/// The envelope of a good reply.
#[derive(Serialize)]
pub(crate) struct Envelope<T> {
    code: u16,
    msg: &'static str,
    data: T,
}

impl Call<'_> {
    pub(crate) fn read(data: &str) -> Result<Call<'_>> {
        Ok(serde_json::from_str(data)?)
    }

    pub(crate) fn advice(&self) -> Advice<'_> {
        Advice {
            upgrade_way: 0,
            app_v: "",
            app_title: "",
            app_desc: "",
            app_url: "",
            dialog_repeat: 0,
            origin_v: &self.app_v,
        }
    }
}

impl Profile<'_> {
    pub(crate) fn of(session: &Session) -> Profile<'_> {
        Profile {
            mobile: &session.mobile,
            open_id: &session.open_id,
            nickname: &session.nickname,
            headimg: &session.headimg,
            intro: &session.intro,
            c_time: &session.c_time,
        }
    }
}

impl<T: Serialize> Envelope<T> {
    pub(crate) fn of(msg: &'static str, data: T) -> Envelope<T> {
        Envelope {
            code: 200,
            msg,
            data,
        }
    }

    pub(crate) fn render(&self) -> Result<Vec<u8>> {
        let mut body = Vec::with_capacity(512);
        serde_json::to_writer(&mut body, self)?;
        Ok(body)
    }
}

/// Returns `data` of a form with `data` and `sign`, in this order. Fails if the signature is wrong.
pub(crate) fn verified(form: &[u8], secret: &str) -> Result<String> {
    let form = form.strip_prefix(b"data=").context("no data")?;
    let end = form.iter().position(|&byte| byte == b'&');
    let (data, rest) = form
        .split_at_checked(end.context("no sign")?)
        .context("no sign")?;
    let sign = rest.strip_prefix(b"&sign=").context("no sign")?;
    let data = decoded(data)?;
    let digest = Md5::new()
        .chain_update(&data)
        .chain_update(secret)
        .finalize();
    let mut expected = [0; 32];
    hex::encode_to_slice(digest, &mut expected)?;
    expected.make_ascii_uppercase();
    ensure!(sign == expected, "a wrong signature");
    Ok(data)
}

fn decoded(raw: &[u8]) -> Result<String> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => digit(bytes.next())? << 4 | digit(bytes.next())?,
            plain => plain,
        });
    }
    Ok(String::from_utf8(decoded)?)
}

fn digit(byte: Option<&u8>) -> Result<u8> {
    let digit = byte.and_then(|&byte| char::from(byte).to_digit(16));
    Ok(u8::try_from(digit.context("a broken escape")?)?)
}
