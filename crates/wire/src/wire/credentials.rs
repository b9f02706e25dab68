use signet_fault::{Code, Fault, Reason};

use super::Request;

/// The header that has a token after `Bearer`.
pub const AUTHORIZATION: &str = "authorization";

impl Request<'_> {
    /// Returns the token after `Bearer` and one space in the header `Authorization`, or the whole value of the wire's own header, if the
    /// wire has one. `None` if there is neither header, or if the credentials are of another scheme.
    ///
    /// The scheme may be in any case. The form of the token is not checked here: a token of another form belongs to no session.
    ///
    /// # Errors
    /// [`Code::BadForm`] if one of the headers is sent twice, or if both are sent.
    pub fn token(&self, own_header: Option<&str>) -> Result<Option<&str>, Fault> {
        let authorization = self.header(AUTHORIZATION)?;
        let own = match own_header {
            Some(name) => self.header(name)?,
            None => None,
        };
        match (authorization, own) {
            (Some(_), Some(_)) => {
                let reason = Reason::new(
                    "two headers may have a token, and both are there",
                    "两个请求头都带有令牌",
                );
                Err(Fault::new(Code::BadForm).because(reason))
            }
            (Some(authorization), None) => Ok(after_bearer(authorization)),
            (None, own) => Ok(own),
        }
    }
}

fn after_bearer(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "x-access-token";

    fn token(headers: &[(&str, &str)]) -> Result<Option<String>, Code> {
        let request = Request {
            headers: headers.to_vec(),
            ..Request::default()
        };
        let token = request.token(Some(OWN));
        let token = token.map(|token| token.map(str::to_owned));
        token.map_err(|fault| fault.code())
    }

    #[test]
    fn a_token_follows_the_scheme_and_one_space() {
        for (credentials, expected) in [
            ("Bearer 0123", Some("0123")),
            ("bEARER 0123", Some("0123")),
            ("Bearer  0123", Some(" 0123")),
            ("Bearer 0123 4", Some("0123 4")),
            ("Bearer", None),
            ("Bearer\t0123", None),
            ("Basic 0123", None),
            ("0123", None),
            ("", None),
        ] {
            let found = token(&[(AUTHORIZATION, credentials)]);
            assert_eq!(found, Ok(expected.map(str::to_owned)), "{credentials}");
        }
    }

    #[test]
    fn a_token_is_in_one_place() {
        let (bearer, own) = ((AUTHORIZATION, "Bearer 0123"), (OWN, "4567"));
        assert_eq!(token(&[]), Ok(None));
        assert_eq!(token(&[own]), Ok(Some("4567".to_owned())));
        let basic = (AUTHORIZATION, "Basic 0123");
        for two in [[bearer, bearer], [own, own], [bearer, own], [basic, own]] {
            assert_eq!(token(&two), Err(Code::BadForm), "{two:?}");
        }
    }
}
