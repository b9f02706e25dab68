"""The errors of a call."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class Fault(Exception):
    """The gateway refused the call."""

    #: The number of the table in the protocol, such as 601.
    code: int
    #: The stable word that distinguishes faults with the same code, such as `session_expired`.
    sub_code: str
    #: The text to show to a user.
    msg: str
    #: The id of the request, for questions to the operators of the gateway; empty if there is none.
    request_id: str
    #: The seconds to wait before a retry, if the gateway sent them.
    retry_after: Optional[float]
    #: The whole envelope, with further members for developers.
    envelope: Mapping[str, Any]

    def __init__(self, envelope: Mapping[str, Any], retry_after: Optional[float] = None) -> None:
        self.code = envelope["code"]
        self.sub_code = envelope.get("sub_code", "")
        self.msg = envelope["msg"]
        self.request_id = envelope.get("request_id", "")
        self.retry_after = retry_after
        self.envelope = envelope
        hint = f" ({envelope['hint']})" if "hint" in envelope else ""
        super().__init__(f"{self.code} {self.sub_code}: {self.msg}{hint}")


class NoReply(Exception):
    """No attempt got a reply.

    Whether the call took effect is not known. `__cause__` is the error of the last attempt.
    """

    def __init__(self, attempts: int, cause: Exception) -> None:
        super().__init__(f"no reply in {attempts} attempts: {cause}")
