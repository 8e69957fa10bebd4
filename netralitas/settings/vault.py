"""The vault process: its own small settings. Three apps, the database, the mail server, one socket.

No web, no templates, no sessions, and none of the portal's secrets except the private key file,
which only this process reads. Mail goes to EMAIL_HOST, or into the demo's mailbox where none is set.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from netralitas import clock, env, keys
from netralitas.settings.base import (
    DEFAULT_AUTO_FIELD,
    ENV,
    ROOT,
    TIME_ZONE,
    USE_TZ,
    database_url,
    log_level,
    logging,
    smtp,
    sqlite_url,
)

__all__ = ["DEFAULT_AUTO_FIELD", "TIME_ZONE", "USE_TZ"]

VAR_DIR: Path = ENV.folder("VAR_DIR", ROOT / "var")
INSTALLED_APPS = ["django.contrib.contenttypes", "services.vault", "services.audit", "services.evidence"]
DEBUG = False
DEMO = ENV.flag("DEMO", default=False)

_key_file = ENV.text("VAULT_PRIVATE_KEY_FILE", "")
_sealed = bool(_key_file)  # production: a key of its own, and nothing falls back to a demo's default
try:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _sealed:
        keys.ensure(VAR_DIR / "keys")
except OSError as error:
    problem = f"cannot be written ({error.strerror})"
    raise env.EnvError("VAR_DIR", problem, "Name a folder that this account may write") from error
VAULT_PRIVATE_KEY_FILE = Path(_key_file) if _sealed else VAR_DIR / "keys" / "vault_private"
VAULT_PUBLIC_KEY = ENV.text("VAULT_PUBLIC_KEY", "" if _sealed else keys.read(VAR_DIR / "keys", "vault_public"))
VAULT_SOCKET = Path(ENV.text("VAULT_SOCKET", str(VAR_DIR / "vault.sock")))
_worker_socket = ENV.text(
    "VAULT_WORKER_SOCKET", ""
)  # what the worker asks; where none is set, VAULT_SOCKET answers all
VAULT_WORKER_SOCKET = Path(_worker_socket) if _worker_socket else None
# Staff room and worker run as other users than the vault in production and share a group with it.
VAULT_SOCKET_MODE = 0o660 if ENV.flag("VAULT_SOCKET_FOR_GROUP", default=False) else 0o600

DATABASE_ROLE = ENV.choice("DATABASE_ROLE", None if _sealed else "", ("vault",))
DATABASES = {
    "default": env.database(
        database_url(ENV.text("DATABASE_URL") if _sealed else sqlite_url(VAR_DIR)), role=DATABASE_ROLE
    )
}
LOGGING = logging(log_level())

globals().update(smtp(required=_sealed))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if ENV.text("EMAIL_HOST", "") else "netralitas.mailbox.Backend"
)
MAILBOX = VAR_DIR / "mail"

if moment := ENV.moment("DEMO_NOW", first=clock.FIRST, last=clock.LAST):
    if not DEMO:
        raise env.EnvError("DEMO_NOW", "is set", "Case time may travel in a demo only; remove the variable")
    since = float(os.environ.get("DEMO_NOW_SINCE", time.time()))
    clock.travel(moment, started=datetime.fromtimestamp(since, tz=UTC))
