"""What holds in every setting. Values come from `env`; nothing here reads the environment itself."""

from pathlib import Path
from urllib.parse import ParseResult, quote

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from netralitas import env, middleware

ROOT = Path(__file__).resolve().parent.parent.parent
ENV = env.Env()

# --- applications and requests -----------------------------------------------------------------

INSTALLED_APPS = [
    "netralitas.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "netralitas.apps.NetralitasConfig",
    "transparency",
    "sanctions",
    "reports",
    "procedures",
    "guidance",
    "regions",
    "services.accounts",
    "services.notifications",
    "services.evidence",
    "services.vault",
    "services.audit",
]
MIDDLEWARE = [
    "netralitas.middleware.agents_are_forgotten",
    "netralitas.kept_pages.public_pages_are_kept",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "netralitas.middleware.private_pages_are_not_stored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "netralitas.middleware.programs_choose_their_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "services.accounts.sessions.ages_end_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "netralitas.roles.acting.each_request_acts_for_its_offices",
]
ROOT_URLCONF = "netralitas.urls"
WSGI_APPLICATION = "netralitas.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "netralitas.templates.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "libraries": {"wording": "netralitas.wording"},
            "context_processors": [
                "csp.context_processors.nonce",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "netralitas.views.site",
            ],
        },
    },
]

# --- language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Makassar"

# --- people --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "services.accounts.sign_in.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "services.accounts.passwords.UnlikeOneselfValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "services.accounts.passwords.LengthValidator"},
    {"NAME": "services.accounts.passwords.FamiliarValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # ends with the browser: on a shared phone it would tell of the visit for a year
CSRF_FAILURE_VIEW = "netralitas.views.csrf_failure"
OTP_TOTP_ISSUER = "Netralitas"
# Keyed on the pair, so that nobody can lock an officer out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "services.accounts.views.throttled"
AXES_SENSITIVE_PARAMETERS = ["otp_token"]
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "reports.throttle.pseudonym"  # a keyed hash of what the trusted proxy saw: no IP in a table
# In the session, not in a cookie: a message may name an account.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- browsers ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_HANDLERS = [  # the first keeps the photo of an identity card off every disk
    "reports.filing.card.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # only the read API and the feeds are for pages of other sites
WHITENOISE_ADD_HEADERS_FUNCTION = middleware.static_headers

# --- API -----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["netralitas.api.StrictFilterBackend"],
    "EXCEPTION_HANDLER": "netralitas.api.problem",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Netralitas API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "netralitas.api_docs.describe_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CitizenKind": "reports.api.serializers.CITIZEN_KINDS",
        "ReportKind": "reports.enums.ReportKind",
    },
}

# --- the portal's own values ---------------------------------------------------------------------

DATA_CONTROLLER = ENV.text("DATA_CONTROLLER", "Bawaslu RI")  # who answers for personal data, see docs/dpia.md
OVERSEER_CHANGED_ON = ENV.day("OVERSEER_CHANGED_ON", "2024-09-04")  # KASN to BKN, SE MenPANRB 4/2024
# Which share of its members a plenary needs to decide, by kind of office. No article was found: the usual two thirds.
PLENARY_QUORUM = {"bawaslu_ri": (2, 3), "bawaslu_province": (2, 3), "bawaslu_regency": (2, 3), "panwascam": (2, 3)}
PPK_TARGET_DAYS = ENV.number("PPK_TARGET_DAYS", 14, low=1, high=90)  # sources say 3, 10, 14 days, two months
WARNING_TARGET_DAYS = ENV.number("WARNING_TARGET_DAYS", 14, low=1, high=90)  # where a warning sets no day itself
AUTHORITY_TARGET_DAYS = ENV.number("AUTHORITY_TARGET_DAYS", 14, low=1, high=90)  # of those who are no civil servants
# Other lengths than the procedures' table says, where no law fixes one or sources differ (docs/procedure.md).
TERMS = (
    "PILKADA_INITIAL_REVIEW_DAYS",
    "OUTSIDE_REVIEW_DAYS",
    "OUTSIDE_COMPLETION_DAYS",
    "OUTSIDE_INQUIRY_DAYS",
    "OVERSEER_RESULT_DAYS",
    "PROSECUTION_TARGET_DAYS",
    "REMEDY_DAYS",
    "OBJECTION_RULING_DAYS",
    "REPORT_BACK_DAYS",
)
globals().update({name: ENV.number(name, low=1, high=90) for name in TERMS if ENV.text(name, "")})
# Whom somebody under pressure can call; 148 is the witness protection agency's line, from memory: check it once.
POLICE_LINE, PROTECTION_LINE = ENV.text("POLICE_LINE", "110"), ENV.text("PROTECTION_LINE", "148")
# Other periods than netralitas/retention/table.py says, in days, such as identity=730,letters=90.
RETENTION_DAYS = ENV.numbers("RETENTION_DAYS", low=1, high=36_525)
# The spam brake lets at least a hundred filings a minute through from one address.
FILINGS_PER_MINUTE = ENV.number("FILINGS_PER_MINUTE", 120, low=100, high=1_000_000)
API_FILINGS_PER_MINUTE = ENV.number("API_FILINGS_PER_MINUTE", 600, low=100, high=1_000_000)
FAILED_LOOKUPS_PER_MINUTE = ENV.number("FAILED_LOOKUPS_PER_MINUTE", 60, low=20, high=1_000_000)
PAGES_KEPT = 5.0  # seconds for which a web process hands out a public page again as it was
NUDGES = {  # which Celery task an owed row of a kind wakes once its transaction has committed
    "step": "reports.tasks.relay",
    "filing": "reports.tasks.relay",
    "reminder": "reports.tasks.relay",
    "clock": "reports.tasks.relay",
    "purge": "reports.tasks.relay",
    "distress": "reports.tasks.relay",
    "breach": "netralitas.tasks.tell_of_breaches",
    "distress_said": "reports.tasks.relay",
    "message": "services.notifications.tasks.deliver",
}
CLAMAV = ENV.address("CLAMAV")  # the virus scanner beside the worker: host:port, or a socket's path; empty: none
DATABASE_ROLE = ""  # which database role this process has (PostgreSQL, ADR 9); empty: that of its login
DEMO = False
DEVICE_KEYS: list[str] = []  # only the staff room's process has any
SLIP_FORMER_KEYS: list[str] = []  # public keys of receipts signed before the present key
MAILBOX: Path | None = None


def celery_broker(redis: str, folder: Path) -> dict[str, object]:
    """Celery's settings: Redis where there is one, else folders below VAR_DIR."""
    common: dict[str, object] = {
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_ACCEPT_CONTENT": ["json"],
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_TIMEZONE": "UTC",
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,  # Celery's own lines would show what ours leave out
        "CELERY_WORKER_REDIRECT_STDOUTS": False,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,  # workers wait for a lost broker, for hours if need be
        "CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": False,  # what runs is safe to finish
        # A lost broker must not hold a citizen's request: the row is what is owed, the poll finds it.
        "CELERY_TASK_PUBLISH_RETRY": False,
    }
    if redis:
        # `max_retries` too is about publishing: without it a request waits six seconds for a dead broker.
        options = {"visibility_timeout": 600, "socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 0}
        return {**common, "CELERY_BROKER_URL": redis, "CELERY_BROKER_TRANSPORT_OPTIONS": options}
    queue, control = folder / "queue", folder / "control"
    for path in (queue, control):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        **common,
        "CELERY_BROKER_URL": "filesystem://localhost",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(control),
            "polling_interval": 0.1,
        },
    }


def redis_url(*, required: bool) -> str:
    """REDIS_URL, checked; empty where none is set and none is required."""
    given = ENV.redis("REDIS_URL", None if required else "")
    return given.geturl() if given else ""


def cache(redis: str) -> dict[str, object]:
    """Redis where there is one, and while it answers; else the memory of each process."""
    if redis:
        patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
        return {"default": {"BACKEND": "netralitas.cache.Cache", "LOCATION": redis, "OPTIONS": patience}}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def smtp(*, required: bool) -> dict[str, object]:
    """The mail server's settings. Port 465 speaks TLS from the start, any other by STARTTLS."""
    port, tls = ENV.number("EMAIL_PORT", 587, low=1, high=65535), ENV.flag("EMAIL_TLS", default=True)
    return {
        "EMAIL_HOST": ENV.text("EMAIL_HOST", None if required else ""),
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": ENV.text("EMAIL_USER", ""),
        "EMAIL_HOST_PASSWORD": ENV.text("EMAIL_PASSWORD", ""),
        "EMAIL_USE_TLS": tls and port != 465,
        "EMAIL_USE_SSL": tls and port == 465,
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": ENV.text("EMAIL_FROM", None if required else "Portal <portal@example.invalid>"),
    }


def log_level() -> str:
    """How much the logs say."""
    return ENV.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))


def logging(level: str = "INFO", *, error_texts: bool = False) -> dict[str, object]:
    """One line per event on standard output; no request line, address or agent is ever logged.

    `error_texts` is for demos: the text of a database or mail error may hold what a person wrote.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "netralitas.logs.formatter", "error_texts": error_texts}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
            "django.request": {"level": "ERROR", "filters": []},
            "django.security": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "PIL": {"level": "INFO"},  # below it writes down what it reads of a photo: place, device, owner
        },
    }


def sqlite_url(var_dir: Path) -> str:
    """The embedded default's database address."""
    return f"sqlite://{quote(str(var_dir / 'netralitas.sqlite3'))}"


def database_url(default: str) -> ParseResult:
    """DATABASE_URL, checked."""
    return ENV.database("DATABASE_URL", default, schemes=("postgres", "postgresql", "sqlite"))
