"""Gives the calls that schemathesis makes the sessions of accounts of the demo content.

`cargo xtask fuzz openapi` runs schemathesis with this file. `SIGNET_PACK` is the pack under test, and `SIGNET_WIRE` the address of
its wire.
"""

import os
import re
from dataclasses import dataclass

import requests
import schemathesis

PACK = os.environ["SIGNET_PACK"]
WIRE = os.environ["SIGNET_WIRE"]


@dataclass(frozen=True)
class Login:
    """A call that opens a session, and how later calls carry its token."""

    # A regular expression for the paths of the calls that carry the token.
    paths: str
    path: str
    body: dict
    # The keyword of `requests` for the body: `data` for a form, or `json`.
    kind: str
    # The members of the reply that lead to the token.
    token: tuple
    # The names of the parameters with the token and, if needed, the user name. If there are none, the token is sent as a Bearer token.
    parameters: tuple = ()


HOMECARE = {"username": "18215606355", "password": "123456"}
BUYER = {"username": "buyer_one", "password": "secret_1"}
CONSULTANT = {"username": "lawyer_one", "password": "secret_1"}
CUSTOMER = {"grant_type": "password", "client_id": 41, "mobile": "13333333333", "password": "zmei-2015"}
TEA_MEMBER = {"username": "tea_buyer", "password": "secret_1", "client": "android"}

# The logins of each pack. Calls that end the sessions of an account get no session, so that most of the other calls have a live one.
LOGINS = {
    "homecare": [
        Login("^(?!.*password)", "/consumer/login", HOMECARE, "json", ("body", "private_token"), ("private_token", "username")),
    ],
    "consulting": [
        Login("/consultant/(?!logout|password)|/acquire$", "/api/consultant/login", CONSULTANT, "data", ("token",)),
        Login("^(?!.*(/consultant/|logout|password))", "/api/user/login", BUYER, "data", ("token",)),
    ],
    "salon": [
        Login("^/accounts/(?!me/password)", "/login/token", CUSTOMER, "json", ("access_token",)),
    ],
    "teahouse": [
        Login("act=member_(?!.*pwd)", "/index.php?act=login", TEA_MEMBER, "data", ("datas", "key"), ("key",)),
    ],
}


def login_of(context):
    """Returns the login whose token the call carries; `None` if the wire has none."""
    logins = (login for login in LOGINS.get(PACK, []) if re.search(login.paths, context.operation.path))
    return next(logins, None)


# The session is renewed every second, because calls under test may log in and so end it.
@schemathesis.auth(refresh_interval=1, cache_by_key=lambda _, context: getattr(login_of(context), "path", ""))
class Session:
    def get(self, case, context):
        login = login_of(context)
        if login is None:
            return None
        reply = requests.post(WIRE + login.path, timeout=10, **{login.kind: login.body}).json()
        for name in login.token:
            # If other calls have changed the password, the remaining calls have no session.
            reply = reply.get(name) or {}
        return reply or None

    def set(self, case, token, context):
        login = login_of(context)
        if not login.parameters:
            case.headers["Authorization"] = f"Bearer {token}"
        if isinstance(case.body, dict):
            for name in login.parameters:
                if name in case.body:
                    case.body[name] = login.body.get(name, token)
