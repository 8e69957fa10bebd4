"""The embedded default: everything below VAR_DIR, keys made on first need, demo data allowed."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from netralitas import clock, env, keys
from netralitas.settings.base import *  # noqa: F403
from netralitas.settings.base import (
    ENV,
    INSTALLED_APPS,
    ROOT,
    cache,
    celery_broker,
    database_url,
    log_level,
    logging,
    redis_url,
    sqlite_url,
)

VAR_DIR: Path = ENV.folder("VAR_DIR", ROOT / "var")
try:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.ensure(VAR_DIR / "keys")
except OSError as error:
    problem = f"cannot be written ({error.strerror})"
    raise env.EnvError("VAR_DIR", problem, "Name a folder that this account may write") from error

DEMO = ENV.flag("DEMO", default=True)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENV.names("ALLOWED_HOSTS", "")]
INSTALLED_APPS = [*INSTALLED_APPS, "rehearsal"]

SECRET_KEY = keys.read(VAR_DIR / "keys", "secret_key")
RECEIPT_PEPPER = keys.read(VAR_DIR / "keys", "receipt_pepper")
IDENTITY_HASH_KEY = keys.read(VAR_DIR / "keys", "identity_hash_key")
ANSWER_KEY = keys.read(VAR_DIR / "keys", "answer_key")
SLIP_KEY = keys.read(VAR_DIR / "keys", "slip_private")
VAULT_PUBLIC_KEY = keys.read(VAR_DIR / "keys", "vault_public")
SANDBOX_PUBLIC_KEY = keys.read(VAR_DIR / "keys", "sandbox_public")
SANDBOX_PRIVATE_KEY = keys.read(VAR_DIR / "keys", "sandbox_private")
COPY_KEY = keys.read(VAR_DIR / "keys", "copy_key")
DEVICE_KEYS = keys.read(VAR_DIR / "keys", "device_key").split()
# A Unix socket's path may hold about 100 bytes only, so a deep VAR_DIR is reached from its own folder.
VAULT_SOCKET = VAR_DIR / "vault.sock"
EVIDENCE_DIR = VAR_DIR / "evidence"
LEDGER = VAR_DIR / "ledger" / "deletions"  # never part of a backup of the database: see docs/operations.md
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "incoming"  # large uploads pass through here before they are sealed
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DATABASE_ROLE = ENV.choice("DATABASE_ROLE", "", env.ROLES)
DATABASES = {"default": env.database(database_url(sqlite_url(VAR_DIR)), role=DATABASE_ROLE)}
REDIS_URL = redis_url(required=False)
CACHES = cache(REDIS_URL)
globals().update(celery_broker(REDIS_URL, VAR_DIR / "broker"))
LOGGING = logging(log_level(), error_texts=True)

MAILBOX = VAR_DIR / "mail"
EMAIL_BACKEND = "netralitas.mailbox.Backend"
DEFAULT_FROM_EMAIL = "Portal <portal@example.invalid>"

if moment := ENV.moment("DEMO_NOW", first=clock.FIRST, last=clock.LAST):
    if not DEMO:
        raise env.EnvError("DEMO_NOW", "is set", "Case time may travel in a demo only; remove the variable")
    # All processes of one start share the instant at which the journey began.
    since = float(os.environ.get("DEMO_NOW_SINCE", time.time()))
    clock.travel(moment, started=datetime.fromtimestamp(since, tz=UTC))
