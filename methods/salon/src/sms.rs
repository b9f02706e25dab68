pub(crate) mod send;

/// The template of the code for everything that a login by SMS can do.
pub(crate) const LOGIN_CODE: &str = "SALON_LOGIN_CODE";
