//! The part of the documentation about every call.

use serde_json::{Value, json};
use signet_call::Pack;
use signet_wire::sign::SignType;

use crate::apps::DEMO;
use crate::examples::signature;
use crate::methods::reason;
use crate::table::faults;
use crate::texts::Texts;
use crate::{Error, Field, General, Lang, Section, Sign, Signing};

const CHINESE: &str = include_str!("general.zh.md");
const ENGLISH: &str = include_str!("general.en.md");

/// A row: name, label, type, whether it is required, description, example.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static str,
    Option<&'static str>,
);

/// The fields of the form.
const FORM: &[Row] = &[
    (
        "data",
        "接口数据",
        "string",
        true,
        "UTF-8 的 JSON 对象原文，固定参数与业务参数都在其中。",
        None,
    ),
    (
        "sign",
        "签名",
        "string",
        true,
        "对 data 原文的签名，十六进制大写。",
        None,
    ),
    (
        "sign_type",
        "签名方式",
        "string",
        false,
        "MD5（默认）或 HMAC-SHA256。",
        Some("MD5"),
    ),
    (
        "image",
        "图片文件",
        "file",
        false,
        "只用于注明需要文件的接口，此时表单为 multipart/form-data。不参与签名。",
        None,
    ),
];

/// The parameters of every call.
const FIXED: &[Row] = &[
    (
        "method",
        "接口名称",
        "string",
        true,
        "如 user.login。",
        Some("user.login"),
    ),
    (
        "v",
        "接口版本号",
        "string",
        true,
        "如 1.0.0。",
        Some("1.0.0"),
    ),
    (
        "appid",
        "应用标识",
        "string",
        true,
        "由服务器分配，每个应用有自己的密钥。",
        Some(DEMO.appid),
    ),
    (
        "timestamp",
        "时间戳",
        "integer",
        true,
        "发起请求时的 Unix 时间戳，10 位，单位为秒。",
        Some("1493898621"),
    ),
    (
        "token",
        "用户会话令牌",
        "string",
        false,
        "登录后取得。未登录时不传或传空字符串。",
        Some(""),
    ),
    (
        "platform",
        "操作平台",
        "integer",
        false,
        "1 - iOS、2 - Android、3 - H5、4 - Web。",
        Some("1"),
    ),
    (
        "app_v",
        "APP 版本号",
        "string",
        false,
        "APP 客户端必传，其他端不传或传空字符串。",
        Some("1.0.0"),
    ),
    (
        "channel",
        "渠道",
        "string",
        false,
        "Android 的渠道编号。",
        Some(""),
    ),
    (
        "unique_id",
        "设备唯一码",
        "string",
        false,
        "APP 客户端的设备标识。",
        Some(""),
    ),
];

/// The members of a reply.
const ENVELOPE: &[Row] = &[
    (
        "code",
        "错误码",
        "integer",
        true,
        "200 代表成功，其他值代表错误。",
        Some("200"),
    ),
    (
        "msg",
        "提示信息",
        "string",
        true,
        "可以直接提示给用户。",
        Some("success"),
    ),
    (
        "data",
        "接口数据",
        "object",
        false,
        "出错时没有；没有返回参数的接口也没有。",
        None,
    ),
    (
        "request_id",
        "请求标识",
        "string",
        true,
        "联系技术支持时提供。",
        None,
    ),
    (
        "sub_code",
        "错误子码",
        "string",
        false,
        "只在出错时有：稳定的英文单词，区分相同错误码的不同原因。",
        None,
    ),
    (
        "hint",
        "提示",
        "string",
        false,
        "只在沙箱应用签名错误时有：指出签名错在哪里。",
        None,
    ),
    (
        "server_time",
        "服务器时间",
        "integer",
        false,
        "只在 bad_timestamp 时有：服务器的 Unix 时间戳。",
        None,
    ),
    (
        "offset",
        "时间差",
        "integer",
        false,
        "只在 bad_timestamp 时有：服务器比客户端快的秒数。",
        None,
    ),
];

/// The `data` that is signed in the example of the API document.
const SIGNED: &str = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":"1493898621","unique_id":"68f66b5b72b864dd389748bffe112f4f","username":"18575202691","password":"123456"}"#;

pub(crate) fn general(packs: &[&Pack], texts: &Texts) -> Result<General, Error> {
    let text = match texts.lang() {
        Lang::Zh => CHINESE,
        Lang::En => ENGLISH,
    };
    Ok(General {
        sections: sections(text)?,
        form: rows(FORM, texts),
        fixed: rows(FIXED, texts),
        envelope: rows(ENVELOPE, texts),
        signing: signing()?,
        faults: faults(packs).map(|code| reason(code, texts)).collect(),
    })
}

/// Returns the parts of a text: `## Title {#id}` and the text after it.
fn sections(text: &str) -> Result<Vec<Section>, Error> {
    let part = |part: &str| {
        let (heading, text) = part.split_once('\n')?;
        let (title, id) = heading.split_once(" {#")?;
        Some(Section {
            id: id.strip_suffix('}')?.to_owned(),
            title: title.to_owned(),
            text: text.trim().to_owned(),
        })
    };
    let parts = text.split("## ").skip(1).map(part);
    let parts: Option<Vec<Section>> = parts.collect();
    parts.ok_or(Error::Heading)
}

fn rows(rows: &[Row], texts: &Texts) -> Vec<Field> {
    let row = |(name, label, kind, required, description, example): &Row| Field {
        name: (*name).to_owned(),
        label: texts.get(label),
        description: texts.get(description),
        required: *required,
        types: vec![(*kind).to_owned()],
        example: example.map(|example| match *kind {
            "integer" => serde_json::from_str(example).unwrap_or(Value::Null),
            _ => json!(example),
        }),
        ..Field::default()
    };
    rows.iter().map(row).collect()
}

fn signing() -> Result<Signing, Error> {
    let types = [
        (SignType::Md5, "UPPER(HEX(MD5(data + secret)))"),
        (
            SignType::HmacSha256,
            "UPPER(HEX(HMAC_SHA256(key = secret, data)))",
        ),
    ];
    let signs = types.into_iter().map(|(sign_type, formula)| {
        Ok(Sign {
            sign_type: sign_type.name(),
            formula,
            window: sign_type.window(),
            sign: signature(sign_type, SIGNED, DEMO.secret)?,
        })
    });
    Ok(Signing {
        appid: DEMO.appid,
        secret: DEMO.secret,
        parameters: serde_json::from_str(SIGNED)?,
        data: SIGNED.to_owned(),
        signs: signs.collect::<Result<_, Error>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_parts() {
        let ids = |text| -> Vec<String> {
            let all = sections(text).unwrap().into_iter();
            all.map(|section| section.id).collect()
        };
        assert_eq!(ids(CHINESE), ids(ENGLISH));
        for id in ["form", "fixed", "reply", "sign", "codes"] {
            assert!(ids(CHINESE).contains(&id.to_owned()), "facts follow {id}");
        }
    }

    #[test]
    fn the_example_has_the_signature_of_the_api_document() {
        let signs = signing().unwrap().signs;
        let signs: Vec<&str> = signs.iter().map(|sign| sign.sign.as_str()).collect();
        let hmac = "A0335E8F10877D666C20DDA3249049E3BD3FA8FF2D8568695D66524657C37FD0";
        assert_eq!(signs, ["01E62683A5D2B7CD901F5F98C08F10EF", hmac]);
    }
}
