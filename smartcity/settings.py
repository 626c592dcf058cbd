"""Settings, read from the environment (README, "Configuration"); a malformed value stops the start with a sentence."""

from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from smartcity import postgres
from smartcity.secret import stored_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no from the variable ``name``: true, yes, on, 1 or false, no, off, 0."""
    value = env.str(name, default="").strip().lower()
    if value in ("", "true", "yes", "on", "1", "false", "no", "off", "0"):
        return value in ("true", "yes", "on", "1") if value else default
    raise ImproperlyConfigured(f"Die Umgebungsvariable {name} muss true oder false sein, nicht „{value}“.")


def whole_number(name: str, *, default: int) -> int:
    """Return a number of 0 or more from the variable ``name``."""
    value = env.str(name, default="").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"Die Umgebungsvariable {name} muss eine ganze Zahl sein, nicht „{value}“.")
    return int(value) if value else default


def day(name: str) -> date | None:
    """Return a day (2021-01-08) from the variable ``name``, or ``None`` where it is not set."""
    value = env.str(name, default="").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(
            f"Die Umgebungsvariable {name} muss ein Tag sein wie 2021-01-08, nicht „{value}“."
        ) from None


DEBUG = flag("DEBUG", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
EXAMPLE_DATA = flag("EXAMPLE_DATA", default=not DATABASE_URL)
"""Whether this installation shows the example data; without them it is a production installation."""

PRODUCTION = not (DEBUG or EXAMPLE_DATA)

DEMO_DATE = day("DEMO_DATE")
"""On which day a demonstration of the example data stands, however long it runs; else it is today."""
if DEMO_DATE and not EXAMPLE_DATA:
    raise ImproperlyConfigured("DEMO_DATE gibt es nur für die Vorführung der Beispieldaten (EXAMPLE_DATA=true).")


def required_in_production(name: str, default: list[str]) -> list[str]:
    """Return the comma-separated list in the variable ``name``; in production it must be set."""
    if PRODUCTION and not env.str(name, default=""):
        raise ImproperlyConfigured(f"Die Umgebungsvariable {name} fehlt. Ohne sie startet der Dienst im Betrieb nicht.")
    return env.list(name, default=default)


def required_secret() -> str:
    """Return ``SECRET_KEY``; without production it is made once and kept under ``var/``."""
    if secret := env.str("SECRET_KEY", default=""):
        return secret
    if PRODUCTION:
        raise ImproperlyConfigured(
            "Die Umgebungsvariable SECRET_KEY fehlt. Ohne sie startet der Dienst im Betrieb nicht."
        )
    return stored_secret(VAR_DIR / "secret-key")


SECRET_KEY = required_secret()
ALLOWED_HOSTS = required_in_production("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = required_in_production("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{whole_number('PORT', default=8000)}").rstrip("/")
"""Where the pages are found, for links in mails and documents."""
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "smartcity.apps.SmartcityConfig",
    "smartcity.apps.SmartcityAdminConfig",
    "milestones",
    "pilots",
    "ideas",
    "strategy",
    "workshops",
    "people",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "post_office",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
]

MIDDLEWARE = [
    "common.middleware.NulMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.middleware.KeepTypedTextMiddleware",
    "common.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "common.middleware.BodyLimitMiddleware",
]

ROOT_URLCONF = "smartcity.urls"
WSGI_APPLICATION = "smartcity.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smartcity.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

EMBEDDED_INSTANCE = env.str("EMBEDDED_INSTANCE", default="app")
"""Which embedded database to use without ``DATABASE_URL``; tests and benchmark have their own."""
DATABASES = {"default": env.db("DATABASE_URL") if DATABASE_URL else postgres.database_config(EMBEDDED_INSTANCE)}
if "postgres" not in DATABASES["default"].get("ENGINE", ""):
    raise ImproperlyConfigured("DATABASE_URL muss auf PostgreSQL zeigen: postgres://user:password@host:port/name")
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
# Without JIT and without parallel workers: to start either takes longer than any query here. And what a row is checked
# for counts for more than PostgreSQL assumes, so that words are looked up in their index instead of reading the text of
# one idea after the other. A prepared query (common.statements) is planned once, whatever ids it is asked with.
QUICK_QUERIES = (
    "-c jit=off -c max_parallel_workers_per_gather=0 -c cpu_operator_cost=0.03 -c plan_cache_mode=force_generic_plan"
)
DATABASES["default"]["OPTIONS"].setdefault("options", QUICK_QUERIES)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}
"""The first is shared by all processes; the other holds what each may remember for a minute."""

LANGUAGE_CODE = "de"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "media"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Accounts -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "people.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
REQUIRE_MFA = flag("REQUIRE_MFA", default=False)
"""Whether team and administration must have a second factor before they see anything else."""

ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
"""Nobody can make this site write to strangers."""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
"""allauth's own would store a second copy of the address, which outlives a change of address."""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SMARTCity Gera"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Mail -----------------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="SMARTCity Gera <smartcity@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_TIMEOUT = 30
if EMAIL_URL:
    email_config = env.email_url("EMAIL_URL")
    POST_OFFICE_BACKEND = email_config.pop("EMAIL_BACKEND")
    globals().update(email_config)
else:
    POST_OFFICE_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": POST_OFFICE_BACKEND},
    "SENDING_ORDER": ["-priority", "id"],
    "MAX_RETRIES": 4,
}

# Look -----------------------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False
OPERATOR = {
    "name": env.str("OPERATOR_NAME", default=""),
    "address": env.str("OPERATOR_ADDRESS", default=""),
    "email": env.str("OPERATOR_EMAIL", default=""),
    "phone": env.str("OPERATOR_PHONE", default=""),
}
"""Who runs this installation, for the imprint and its neighbours; the address in one line."""

# Security -------------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "smartcity.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MAX_BODY_MB = 55
"""The most that one request may bring: all files of an idea and its text. The proxy lets a little more through."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

SIMPLE_HISTORY_ENABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"secrets": {"()": "common.logs.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Its errors name the recipients; they stand in the outbox, and common.outbox says the rest.
    "loggers": {"post_office": {"handlers": ["console"], "level": "CRITICAL", "propagate": False}},
}
