"""Django settings, read from the environment; the table of variables is in docs/operations.md.

Two profiles. `production` (the default) refuses to start unless everything it needs was given. `laptop`,
chosen by the `tte` command, fills the gaps from the data directory: a SQLite file, a kept secret key.
"""

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tte import paths, secret

env = environ.Env()

PROFILE = env.str("TTE_PROFILE", default="production")
LAPTOP = PROFILE == "laptop"
DATA_DIR = paths.data_dir()
DEBUG = env.bool("TTE_DEBUG", default=False)
TLS = env.bool("TTE_TLS", default=False)
# The address that join links and QR codes carry; empty: that of the page on which they are shown.
TTE_PUBLIC_URL = env.str("TTE_PUBLIC_URL", default="").rstrip("/")

# ---- what must be given


def _required() -> tuple[str, str, str, list[str]]:
    """Secret key, database, Redis and host names; all that is missing is named in one message."""
    key = env.str("SECRET_KEY", default="")
    database = env.str("DATABASE_URL", default="")
    broker = env.str("REDIS_URL", default="")
    hosts = env.list("TTE_ALLOWED_HOSTS", default=[])
    if LAPTOP:
        key = key or secret.kept_key(DATA_DIR / "secret-key")
        database = database or f"sqlite:///{(DATA_DIR / 'tte.sqlite3').as_posix()}"
        broker = broker or "redis://127.0.0.1:6379/0"
        hosts = hosts or ["localhost", "127.0.0.1", "[::1]"]
    problems = []
    if PROFILE not in {"production", "laptop"}:
        problems.append(f"TTE_PROFILE is {PROFILE!r}; it can be production or laptop.")
    if weak := secret.weakness(key):
        problems.append(f"SECRET_KEY {weak}. Make one with: {secret.HOW_TO_MAKE_ONE}")
    if not database:
        problems.append("DATABASE_URL is not set. For example: postgres://tte:PASSWORD@db:5432/tte")
    if not broker:
        problems.append("REDIS_URL is not set. For example: redis://:PASSWORD@redis:6379/0")
    if not hosts:
        problems.append("TTE_ALLOWED_HOSTS is not set. Give the names that people type: tte.example.org")
    if problems:
        raise ImproperlyConfigured("\n".join(problems))
    return key, database, broker, hosts


SECRET_KEY, DATABASE_URL, REDIS_URL, ALLOWED_HOSTS = _required()

# ---- the application

INSTALLED_APPS = [
    "tte",
    "games",
    "injects",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "template_partials.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "tte.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tte.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "tte.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "games.middleware.LostPackMiddleware",
]
ROOT_URLCONF = "tte.urls"
ASGI_APPLICATION = "tte.asgi.application"
_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "games:login"
LOGIN_REDIRECT_URL = "games:exercises"
LOGOUT_REDIRECT_URL = "games:join"

# ---- database

SQLITE_OPTIONS = {
    # Without IMMEDIATE a transaction that reads before it writes fails at once under a second writer.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
}
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Reopening the file and its PRAGMAs around every call costs nine tenths of the throughput.
    DATABASES["default"] |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("TTE_DB_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
    # The one statement that writes a move is planned once for each connection. A pooler that gives each transaction
    # another connection has to know of prepared statements, or this must be off.
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = (
        5 if env.bool("TTE_DB_PREPARE", default=True) else None
    )

# ---- languages and time

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("ja", _("Japanese")),
    ("zh-hant", _("Traditional Chinese")),
    ("zh-hans", _("Simplified Chinese")),
]

# ---- static files and uploads

STATIC_URL = "/static/"
STATIC_ROOT = env.str("TTE_STATIC_ROOT", default=str(DATA_DIR / "static")) if not LAPTOP else None
WHITENOISE_USE_FINDERS = LAPTOP
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LAPTOP
        else "tte.static_storage.HashedStaticFilesStorage"
    },
}
MEDIA_ROOT = env.str("TTE_MEDIA_ROOT", default=str(DATA_DIR / "media"))
# Continuity packs of exercises under way: where, how many of each, and how often (seconds; 0: never).
TTE_PAPER_DIR = env.str("TTE_PAPER_DIR", default=str(DATA_DIR / "paper"))
TTE_PAPER_KEPT = env.int("TTE_PAPER_KEPT", default=10)
TTE_PAPER_EVERY_S = env.float("TTE_PAPER_EVERY_S", default=60.0)
TTE_MAX_BODY_BYTES = env.int("TTE_MAX_UPLOAD_MB", default=20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# ---- live connections

# Messages a second that one socket may send, on average; a person at a console needs one or two.
TTE_SOCKET_RATE = env.float("TTE_SOCKET_RATE", default=50.0)

# ---- security

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = env.list("TTE_TRUSTED_ORIGINS", default=[])
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Browsers ignore this header on plain HTTP and complain about it on every page.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if TLS else None
X_FRAME_OPTIONS = "DENY"
# The proxy that ends TLS redirects to it and says for how long (docs/operations.md).
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["htmx", "lit-html", "tte-milsymbol"],
    }
}

# ---- Celery: the database is the timer of record, tasks are idempotent and nothing carries an ETA

TASKS_APP = "tte.celery.app"
"""What pages hand slow work to; the web process loads it when it first has some."""
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"injects.tasks.tick": {"queue": "timers"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_TIMER_PRECISION = 0.02  # workers without an event loop (Windows) wake once a second otherwise
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULER = "injects.scheduler:InjectScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.25

# ---- logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tte.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("TTE_LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would print a second, unfiltered line.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.db.backends": {"level": "WARNING"},
        # One line for each socket, with the address of whoever opened it.
        "uvicorn.error": {"level": "WARNING"},
        # Two lines for each knock of beat, several times a second, say nothing.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
