"""Settings, driven by the environment. With nothing set: SQLite, Whoosh and a worker, all in one data folder."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"ALONGSIDE_{name}", default).strip()


def env_flag(name: str) -> bool:
    return env(name).lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env(name).split(",") if part.strip()]


# Everything the embedded set-up writes is in this one folder.
DATA_DIR = Path(env("DATA") or BASE_DIR / ".data").resolve()


def _secret_key() -> str:
    """From the environment, else from the data folder, where it is made on first use."""
    if key := env("SECRET_KEY"):
        return key
    kept = DATA_DIR / "keys" / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return kept.read_text()


DEBUG = env_flag("DEBUG")
DEMO = env_flag("DEMO")
SECRET_KEY = _secret_key()

BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [host for host in {urlsplit(BASE_URL).hostname, *env_list("HOSTS")} if host]
if not SECURE:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "backend.pwa",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "backend.embedded",
    "backend.identity",
    "backend.audit",
    "backend.receipts",
    "backend.safekeeping",
    "backend.search",
    "backend.notifications",
    "backend.analytics",
    "practice_wisdom.manual",
    "supervision",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.middleware.log_request",
    "django.middleware.gzip.GZipMiddleware",
    "backend.middleware.private_by_default",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "backend.identity.middleware.wear_hat",
    "backend.notifications.middleware.follow_the_device",
    "backend.notifications.middleware.look_in_inbox",
    "backend.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "backend.identity.context.hat",
            ],
            "builtins": ["backend.pwa.templatetags.parts"],
        },
    }
]

# -- data -------------------------------------------------------------------------------------------------------------

_database_url = os.environ.get("DATABASE_URL", "")
EMBEDDED = not _database_url
DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "alongside.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Take the write lock at the start: a transaction that reads and then writes can then never fail half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;",
        },
    }
    if EMBEDDED
    else dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True),
}
if not EMBEDDED:
    DATABASES["default"].setdefault("OPTIONS", {}).update(connect_timeout=5, options="-c statement_timeout=5000")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits must hold across processes, so they are kept in the database. Pages are never cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits",
        # At 300, the default, a few hundred tries for made-up addresses would push out the limit on a real one.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}
# Off: every device that asks is told to remove its service worker and what it keeps, and none is given a new one.
OFFLINE = not env_flag("NO_OFFLINE")
SEARCH_ENGINE = env("SEARCH_ENGINE", "whoosh")
# Further push services, beside those in backend/notifications/endpoints.py.
PUSH_HOSTS = env_list("PUSH_HOSTS")

# -- sign-in ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["backend.identity.sessions.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "backend.identity.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "backend.identity.sign_in.SignInForm",
    "reauthenticate": "backend.identity.sign_in.ConfirmWithPasswordForm",
    "change_password": "backend.identity.sign_in.NewPasswordForm",
    "reset_password": "backend.identity.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "backend.identity.sign_in.NewPasswordByLinkForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
# Whoever's password or second step changes is told by e-mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "backend.identity.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "backend.identity.second_step.CodeForm",
    "reauthenticate": "backend.identity.second_step.ConfirmWithCodeForm",
    "activate_totp": "backend.identity.second_step.NewAppForm",
    "add_webauthn": "backend.identity.second_step.NewPasskeyForm",
    "edit_webauthn": "backend.identity.second_step.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alongside"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SESSION_ENGINE = "backend.identity.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "backend.refusals.csrf_failure"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False

# -- headers ----------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- files, mail, language, logs --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
UPLOAD_MAX_SIZE = 21_000_000
FILE_UPLOAD_HANDLERS = [
    "backend.uploads.RefuseTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

DEFAULT_FROM_EMAIL = env("FROM_EMAIL", "alongside@localhost")
_smtp = urlsplit(env("SMTP_URL"))
if _smtp.hostname:
    # smtps: TLS from the first byte. smtp: STARTTLS, and no mail where it is missing; only this very machine is spared.
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and _smtp.hostname not in {"localhost", "127.0.0.1", "::1"}
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _smtp.hostname, _smtp.port or (465 if EMAIL_USE_SSL else 587), 10
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

LOG_DIR = DATA_DIR / "log"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "backend.logs.Line"}},
    "handlers": {"file": {"class": "backend.logs.LogFile", "formatter": "json"}},
    "root": {"handlers": ["file"], "level": "INFO"},
    # Every request has its own line, with the route and never the address's words or the query.
    "loggers": {"django.request": {"level": "CRITICAL"}, "django.server": {"level": "CRITICAL"}},
}
