"""Signs a demo officer in over HTTP, as a person would, and keeps the cookies.

`python -m bench.sign_in USERNAME` prints the one-time code of a demo account for this half minute.
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import sys
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


def main() -> None:
    """Print the one-time code of the demo account that is named."""
    path = Path(os.environ.get("VAR_DIR") or "var") / "demo-accounts.json"
    accounts = {account["username"]: account for account in json.loads(path.read_text(encoding="utf-8"))}
    if len(sys.argv) != 2 or sys.argv[1] not in accounts:
        sys.exit(f"usage: python -m bench.sign_in USERNAME, one of: {', '.join(accounts)}")
    print(token(accounts[sys.argv[1]]["totp_secret"]))


if __name__ == "__main__":
    main()
