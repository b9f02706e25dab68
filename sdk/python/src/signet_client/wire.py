"""Signatures and forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Literal, Optional
from urllib.parse import urlencode

SignType = Literal["MD5", "HMAC-SHA256"]


def sign(sign_type: SignType, data: str, secret: str) -> str:
    """Returns the signature of exactly the text `data`, in upper-case hexadecimal digits."""
    if sign_type == "MD5":
        # The wire requires MD5. With `usedforsecurity=False` an OpenSSL in FIPS mode allows it.
        return hashlib.md5((data + secret).encode(), usedforsecurity=False).hexdigest().upper()
    if sign_type == "HMAC-SHA256":
        return hmac.new(secret.encode(), data.encode(), hashlib.sha256).hexdigest().upper()
    raise ValueError(f"a sign type is MD5 or HMAC-SHA256, not {sign_type}")


def encode_form(sign_type: SignType, data: str, secret: str) -> str:
    """Signs the text of a call and puts it into a form."""
    # The URL standard and Python differ in the escapes of `*` and `~`.
    return urlencode(_fields(sign_type, data, secret), safe="*").replace("~", "%7E")


def encode_body(sign_type: SignType, data: str, secret: str, image: Optional[bytes]) -> tuple[str, bytes]:
    """Returns the content type and the body of a call; with a file the body is multipart.

    The file comes last, so that the gateway can check the call before it.
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
    """Returns the fields of a call. `sign_type` is left out if it is MD5, the default."""
    fields = [("data", data), ("sign", sign(sign_type, data, secret))]
    return fields if sign_type == "MD5" else [*fields, ("sign_type", sign_type)]
