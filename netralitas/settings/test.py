"""Tests: real PostgreSQL and Redis where DATABASE_URL and REDIS_URL name them, else the embedded default."""

import tempfile
from pathlib import Path

from netralitas import env, keys
from netralitas.settings.base import *  # noqa: F403
from netralitas.settings.base import ENV, INSTALLED_APPS, cache, celery_broker, database_url, logging, sqlite_url

VAR_DIR = Path(tempfile.mkdtemp(prefix="netralitas-test-"))
keys.ensure(VAR_DIR / "keys")

DEMO = True
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
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
VAULT_SOCKET = VAR_DIR / "vault.sock"
EVIDENCE_DIR = VAR_DIR / "evidence"
LEDGER = VAR_DIR / "ledger" / "deletions"  # never part of a backup of the database: see docs/operations.md
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "incoming"  # large uploads pass through here before they are sealed
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DATABASES = {"default": env.database(database_url(sqlite_url(VAR_DIR)))}
REDIS_URL = ENV.text("REDIS_URL", "")
CACHES = cache("")
globals().update(celery_broker(REDIS_URL, VAR_DIR / "broker"))
CELERY_TASK_ALWAYS_EAGER = True
LOGGING = logging("WARNING")
PAGES_KEPT = 0.0  # each test reads its own data
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILBOX = VAR_DIR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Portal <portal@example.invalid>"
