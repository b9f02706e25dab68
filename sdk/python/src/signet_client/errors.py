"""How a call fails."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class Fault(Exception):
    """The gateway answered, and said no."""

    #: The number of the table in the protocol, such as 601.
    code: int
    #: The stable word that tells apart what shares a code, such as `session_expired`.
    sub_code: str
    #: The text to show to a user.
    msg: str
    #: What to name when asking the operators of the gateway; empty if there is none.
    request_id: str
    #: Seconds after which a retry makes sense, where the gateway says so.
    retry_after: Optional[float]
    #: The whole envelope, with what else it says to developers.
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
    """No reply came in any of the attempts.

    Whether the call took effect is not known; `__cause__` says what happened last.
    """

    def __init__(self, attempts: int, cause: Exception) -> None:
        super().__init__(f"no reply in {attempts} attempts: {cause}")
