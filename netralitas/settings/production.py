"""Production: every secret from a file or variable, PostgreSQL and Redis, TLS in front, no demo.

Differs from the demo by values only. The public web, staff web, worker and beat containers share
these settings; only the vault container has `netralitas.settings.vault` and the private key.
"""

from pathlib import Path

from netralitas import env
from netralitas.settings.base import *  # noqa: F403
from netralitas.settings.base import (
    CONTENT_SECURITY_POLICY,
    ENV,
    cache,
    celery_broker,
    log_level,
    logging,
    redis_url,
    smtp,
)

SHORTEST_SECRET = 32  # characters


def secret(name: str) -> str:
    """A secret that nobody has guessed or left as an example."""
    value = ENV.text(name)
    if len(value) < SHORTEST_SECRET:
        remedy = f"Make one with: openssl rand -base64 48, and keep it in the file that {name}_FILE names"
        raise env.EnvError(name, f"has fewer than {SHORTEST_SECRET} characters", remedy)
    return value


if ENV.text("DEMO_NOW", ""):
    raise env.EnvError("DEMO_NOW", "is set", "Case time may travel in a demo only; remove the variable")
if ENV.flag("DEMO", default=False):
    raise env.EnvError("DEMO", "is 1", "Production holds no demo data; remove the variable or set it to 0")

DEBUG = False
VAR_DIR: Path = ENV.folder("VAR_DIR", Path("/var/lib/netralitas"))
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS", ENV.text("HOST_NAME"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1"}]

SECRET_KEY = secret("SECRET_KEY")
RECEIPT_PEPPER = secret("RECEIPT_PEPPER")
IDENTITY_HASH_KEY = secret("IDENTITY_HASH_KEY")
ANSWER_KEY = secret("ANSWER_KEY")
SLIP_KEY = secret("SLIP_KEY")
SLIP_FORMER_KEYS = ENV.names("SLIP_FORMER_KEYS", "")
VAULT_PUBLIC_KEY = ENV.text("VAULT_PUBLIC_KEY")
SANDBOX_PUBLIC_KEY = ENV.text("SANDBOX_PUBLIC_KEY")
SANDBOX_PRIVATE_KEY = ENV.text("SANDBOX_PRIVATE_KEY", "")  # the worker's alone: without it no copy is made
COPY_KEY = ENV.text("COPY_KEY", "")  # the worker's and the staff room's: the public web can read no copy
# Seal the seeds of officers' code apps, the newest first: the staff room's alone, and the migrations' while they run.
DEVICE_KEYS = secret("DEVICE_KEY").split() if ENV.text("DEVICE_KEY", "") else []
VAULT_SOCKET = Path(ENV.text("VAULT_SOCKET", str(VAR_DIR / "vault" / "vault.sock")))
EVIDENCE_DIR = VAR_DIR / "evidence"
LEDGER = VAR_DIR / "ledger" / "deletions"  # never part of a backup of the database: see docs/operations.md

DATABASE_ROLE = ENV.choice("DATABASE_ROLE", None, env.ROLES)
DATABASES = {
    "default": env.database(ENV.database("DATABASE_URL", None, schemes=("postgres", "postgresql")), role=DATABASE_ROLE),
}
if DATABASE_ROLE == "staff" and not DEVICE_KEYS:
    raise env.EnvError("DEVICE_KEY", "is not set", "Nobody could sign in; name its file in DEVICE_KEY_FILE")
REDIS_URL = redis_url(required=True)
CACHES = cache(REDIS_URL)
globals().update(celery_broker(REDIS_URL, VAR_DIR / "broker"))
LOGGING = logging(log_level())

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(smtp(required=True))

# --- TLS ends at nginx, which overwrites the header below; the application has no other door -------

BEHIND_TLS = ENV.flag("BEHIND_TLS", default=True)
TRUSTED_PROXIES = ENV.networks("TRUSTED_PROXIES", "127.0.0.1/32,::1/128")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
if BEHIND_TLS:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

METRICS_TOKEN = ENV.text("METRICS_TOKEN", "")
