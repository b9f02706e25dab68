//! The texts of an app, as operators write them and as they are stored.
//!
//! A list must not be empty: an empty list in the database restricts nothing. `option` is the name of the list in errors.

use crate::invalid::Invalid;
use crate::{comma_list, networks, web_origin};

/// The longest appid and name.
pub const MAX_NAME: usize = 64;

/// Refuses a text that is not an appid.
///
/// # Errors
/// [`Invalid`]
pub fn check_appid(appid: &str) -> Result<(), Invalid> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if appid.is_empty() || appid.len() > MAX_NAME || !appid.bytes().all(allowed) {
        return Err(Invalid::new(format!(
            "an appid has 1 to {MAX_NAME} letters, digits, _, - and ."
        )));
    }
    Ok(())
}

/// Returns a list of method patterns such as `order.*,system.init`.
///
/// # Errors
/// [`Invalid`] with the mistake.
pub fn patterns(option: &str, text: &str) -> Result<String, Invalid> {
    list(option, text, |pattern| {
        let name = pattern.strip_suffix('*').unwrap_or(pattern);
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte);
        if !name.bytes().all(allowed) {
            return Err(Invalid::new(format!(
                "\"{pattern}\" is no method pattern; write names such as user.login or order.*"
            )));
        }
        Ok(pattern.to_owned())
    })
}

/// Returns a list of networks such as `10.0.0.0/8,192.0.2.1`.
///
/// # Errors
/// [`Invalid`] with the mistake.
pub fn networks(option: &str, text: &str) -> Result<String, Invalid> {
    list(option, text, |network| {
        networks::parse(network).map(|_| network.to_owned())
    })
}

/// Returns a list of web origins, each in the form in which browsers send it.
///
/// # Errors
/// [`Invalid`] with the mistake.
pub fn origins(option: &str, text: &str) -> Result<String, Invalid> {
    list(option, text, web_origin::normal)
}

fn list(
    option: &str,
    text: &str,
    item: impl Fn(&str) -> Result<String, Invalid>,
) -> Result<String, Invalid> {
    let items: Result<Vec<String>, Invalid> = comma_list::items(text).map(item).collect();
    let items = items.map_err(|error| error.at(option))?;
    if items.is_empty() {
        return Err(Invalid::new(format!(
            "{option} has nothing in it; leave it out for an app without this restriction"
        )));
    }
    Ok(items.join(","))
}
