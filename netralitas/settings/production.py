"""Production: every secret from a file or variable, PostgreSQL and Redis, TLS in front, no demo.

Differs from the demo by values only. The public web, staff web, worker and beat containers share
these settings; only the vault container has `netralitas.settings.vault` and the private key.
"""

from pathlib import Path

from netralitas import env
from netralitas.settings.base import *  # noqa: F403
from netralitas.settings.base import ENV, CONTENT_SECURITY_POLICY, cache, celery_broker, logging

if ENV.text("DEMO_NOW", ""):
    raise env.EnvError("DEMO_NOW", "is set", "Case time may travel in a demo only; remove the variable")
if ENV.flag("DEMO", default=False):
    raise env.EnvError("DEMO", "is 1", "Production holds no demo data; remove the variable or set it to 0")

DEBUG = False
VAR_DIR: Path = ENV.folder("VAR_DIR", Path("/var/lib/netralitas"))
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS", ENV.text("HOST_NAME"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1"}]

SECRET_KEY = ENV.text("SECRET_KEY")
RECEIPT_PEPPER = ENV.text("RECEIPT_PEPPER")
IDENTITY_HASH_KEY = ENV.text("IDENTITY_HASH_KEY")
ANSWER_KEY = ENV.text("ANSWER_KEY")
VAULT_PUBLIC_KEY = ENV.text("VAULT_PUBLIC_KEY")
VAULT_SOCKET = Path(ENV.text("VAULT_SOCKET", str(VAR_DIR / "vault" / "vault.sock")))
EVIDENCE_DIR = VAR_DIR / "evidence"

DATABASES = {"default": env.database(ENV.url("DATABASE_URL", "", schemes=("postgres", "postgresql")))}
REDIS_URL = ENV.url("REDIS_URL", "", schemes=("redis", "rediss", "unix")).geturl()
CACHES = cache(REDIS_URL)
globals().update(celery_broker(REDIS_URL, VAR_DIR / "broker"))
LOGGING = logging(ENV.text("LOG_LEVEL", "INFO"))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.text("EMAIL_HOST")
EMAIL_PORT = ENV.number("EMAIL_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = ENV.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = ENV.text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = ENV.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.text("EMAIL_FROM")

# --- TLS ends at nginx, which overwrites the header below; the application has no other door -------

BEHIND_TLS = ENV.flag("BEHIND_TLS", default=True)
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

AXES_IPWARE_PROXY_COUNT = 1
METRICS_TOKEN = ENV.text("METRICS_TOKEN", "")
