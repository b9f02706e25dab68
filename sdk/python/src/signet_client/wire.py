"""Signatures and forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Literal, Optional
from urllib.parse import urlencode

SignType = Literal["MD5", "HMAC-SHA256"]


def sign(sign_type: SignType, data: str, secret: str) -> str:
    """The signature of exactly the text `data`, in upper-case hexadecimal digits."""
    if sign_type == "MD5":
        # The wire asks for it. Said so, an OpenSSL that is held to FIPS gives it.
        return hashlib.md5((data + secret).encode(), usedforsecurity=False).hexdigest().upper()
    if sign_type == "HMAC-SHA256":
        return hmac.new(secret.encode(), data.encode(), hashlib.sha256).hexdigest().upper()
    raise ValueError(f"a sign type is MD5 or HMAC-SHA256, not {sign_type}")


def encode_form(sign_type: SignType, data: str, secret: str) -> str:
    """Signs the text of a call and puts it into a form."""
    # The escapes of the URL standard, which are not quite Python's.
    return urlencode(_fields(sign_type, data, secret), safe="*").replace("~", "%7E")


def encode_body(sign_type: SignType, data: str, secret: str, image: Optional[bytes]) -> tuple[str, bytes]:
    """The content type and the body of a call, in multipart with a file.

    The file comes last, so that the gateway knows the call before it.
    """
    if image is None:
        return "application/x-www-form-urlencoded", encode_form(sign_type, data, secret).encode()
    boundary = f"signet-{secrets.token_hex(16)}"
    parts = [(f'name="{name}"', value.encode()) for name, value in _fields(sign_type, data, secret)]
    parts.append(('name="image"; filename="image"', image))
    body = b""
    for disposition, content in parts:
        body += f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _fields(sign_type: SignType, data: str, secret: str) -> list[tuple[str, str]]:
    """The fields of a call: `sign_type` is left out where it is MD5, which it is without one."""
    fields = [("data", data), ("sign", sign(sign_type, data, secret))]
    return fields if sign_type == "MD5" else [*fields, ("sign_type", sign_type)]
