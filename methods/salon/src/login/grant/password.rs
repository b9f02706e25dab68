//! A token by a password.

use signet_call::Ctx;
use signet_domain::accounts::{self, Account};
use signet_fault::{Code, Fault};

use super::Grant;
use crate::faults;
use crate::login::closed;

/// Returns a token for the account of a mobile. An unknown mobile, an account without a password and a wrong password get the same
/// reply after the same time, so that callers cannot find out who is a customer.
pub(super) async fn grant(ctx: &Ctx<'_>, grant: Grant) -> Result<String, Fault> {
    let (services, now) = (ctx.services, ctx.now);
    let (mobile, password) = (grant.mobile.as_ref(), grant.password.as_ref());
    let needed = [
        ("mobile", mobile.is_some()),
        ("password", password.is_some()),
    ];
    grant.check(&needed, false)?;
    let Some((mobile, password)) = mobile.zip(password) else {
        return Err(Fault::internal("a parameter that was checked is missing"));
    };
    let account = Account::of_mobile(ctx.realm()?, mobile.checked()?);
    let client = grant.client(ctx)?;
    let (password, source) = (password.as_str(), ctx.login_source());
    let user = accounts::by_password(services, now, account, password, source).await;
    let user = user.map_err(incorrect)?;
    let login = client.login(ctx);
    let token = accounts::log_in_with_password(services, now, &user, login).await;
    token.map_err(incorrect)
}

/// Returns the fault that the clients of the product know.
fn incorrect(fault: Fault) -> Fault {
    closed(fault).recoded(&[(Code::WrongPassword, faults::PASSWORD_INCORRECT)])
}
