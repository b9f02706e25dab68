"""The client, which calls a gateway."""

from __future__ import annotations

import http.client
import json
import random
import time
from typing import Any, Callable, Mapping, NamedTuple, Optional
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .errors import Fault, NoReply
from .wire import SignType, encode_body

#: The first pause between attempts in seconds, which is doubled each time, and the longest.
_PAUSE = 0.2
_LONGEST_PAUSE = 5.0

#: The faults after which the gateway expects the same bytes again: the call did nothing, or its first attempt still runs.
_BUSY = ("overloaded", "in_progress")


class Client:
    """Calls a gateway as one app. It may be shared between threads.

    `common` has the parameters of every call about the caller, such as `platform`, `app_v`, `channel` and `unique_id`. A call is sent
    at most `attempts` times. `timeout` is the time limit of one attempt in seconds; with a file the limit is six times as long. `now` is
    the clock, in unix seconds.
    """

    #: The session, sent with every call; set it after a login and clear it (`None`) after a logout.
    token: Optional[str]
    #: The seconds by which the gateway's clock is ahead of this one; 0 until a reply shows a difference.
    clock_offset: int

    def __init__(
        self,
        url: str,
        appid: str,
        secret: str,
        *,
        sign_type: SignType = "MD5",
        v: str = "1.0.0",
        token: Optional[str] = None,
        common: Optional[Mapping[str, Any]] = None,
        attempts: int = 4,
        timeout: float = 10.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.clock_offset = 0
        self._url = url
        self._appid = appid
        self._secret = secret
        self._sign_type: SignType = sign_type
        self._v = v
        self._common = dict(common or {})
        self._attempts = attempts
        self._timeout = timeout
        self._now = now
        self._opener = build_opener(_NoRedirect)

    def call(self, method: str, parameters: Optional[Mapping[str, Any]] = None, *, image: Optional[bytes] = None) -> Any:
        """Signs a call, sends it until there is a reply, and returns the `data` of the reply, `None` if it has none.

        Raises `Fault` if the gateway refuses the call, and `NoReply` if there is no reply.
        """
        answer, lost = self._send(self._request(method, parameters, image), image)
        server_time = answer.envelope.get("server_time")
        if answer.envelope.get("sub_code") == "bad_timestamp" and isinstance(server_time, int):
            self.clock_offset = server_time - int(self._now())
            # If an attempt had no reply, only the same bytes are safe: that attempt may have reached the gateway in time.
            if not lost:
                answer, _ = self._send(self._request(method, parameters, image), image)
        if answer.envelope["code"] != 200:
            raise Fault(answer.envelope, answer.retry_after)
        return answer.envelope.get("data")

    def _request(self, method: str, parameters: Optional[Mapping[str, Any]], image: Optional[bytes]) -> Request:
        call = {
            **self._common,
            **({} if self.token is None else {"token": self.token}),
            **(parameters or {}),
            "method": method,
            "v": self._v,
            "appid": self._appid,
            "timestamp": int(self._now()) + self.clock_offset,
        }
        data = json.dumps(call, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        content_type, body = encode_body(self._sign_type, data, self._secret, image)
        return Request(self._url, data=body, headers={"Content-Type": content_type}, method="POST")

    def _send(self, request: Request, image: Optional[bytes]) -> tuple[_Answer, bool]:
        """Sends the same bytes until there is a reply. Returns the reply, and whether an earlier attempt had none."""
        timeout = self._timeout if image is None else 6 * self._timeout
        lost = False
        for attempt in range(1, self._attempts + 1):
            pause = min(_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE) * random.uniform(0.5, 1)
            try:
                answer = self._attempt(request, timeout)
                if attempt == self._attempts or answer.envelope.get("sub_code") not in _BUSY:
                    return answer, lost
                pause += min(answer.retry_after or 0, _LONGEST_PAUSE)
            except (OSError, http.client.HTTPException, ValueError) as error:
                lost = True
                if attempt == self._attempts:
                    raise NoReply(attempt, error) from error
            time.sleep(pause)
        raise ValueError("a call needs one attempt at least")

    def _attempt(self, request: Request, timeout: float) -> _Answer:
        """Sends a request once. Raises `ValueError` if the answer is not the envelope of a gateway."""
        try:
            response = self._opener.open(request, timeout=timeout)
        except HTTPError as refused:
            response = refused
        with response:
            text = response.read()
            retry_after = response.headers.get("Retry-After", "")
        envelope = _envelope(text)
        if envelope is None:
            content_type = response.headers.get("Content-Type") or "none"
            raise ValueError(f"HTTP {response.status} without an envelope, content type {content_type}")
        return _Answer(envelope, float(retry_after) if retry_after.isdigit() else None)


def _envelope(text: bytes) -> Optional[Mapping[str, Any]]:
    """Returns the envelope of a gateway; `None` if something else answered."""
    try:
        envelope = json.loads(text.decode())
    except ValueError:
        return None
    is_envelope = isinstance(envelope, dict) and type(envelope.get("code")) is int and isinstance(envelope.get("msg"), str)
    return envelope if is_envelope else None


class _Answer(NamedTuple):
    envelope: Mapping[str, Any]
    retry_after: Optional[float]


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: a redirect would turn the POST into a GET."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
