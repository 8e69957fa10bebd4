"""Signs a demo officer in over HTTP, as a person would, and keeps the cookies."""

import base64
import hashlib
import hmac
import json
import struct
import time
from pathlib import Path

from bench.filing import Browser


def token(secret: str) -> str:
    """The six digits of this half minute (RFC 6238, SHA-1)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def officer(port: int, var_dir: Path, *, role: str, agency: str) -> Browser:
    """A browser in which the demo officer of this role and office is signed in."""
    accounts = json.loads((var_dir / "demo-accounts.json").read_text(encoding="utf-8"))
    account = next(a for a in accounts if a["role"] == role and agency in a["agency"])
    browser = Browser(port)
    browser.get("/admin/login/")
    browser.post("/admin/login/", [("username", account["username"]), ("password", account["password"])])
    browser.post("/admin/login/", [("otp_token", token(account["totp_secret"]))])
    return browser
