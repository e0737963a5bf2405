"""Wiring only. Every setting a site may change is one ``QZ_…`` environment variable, listed in SETTINGS."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from environs import Env, validate

ROOT = Path(__file__).resolve().parent.parent
env = Env(prefix="QZ_")


def _secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """Make a secret once and keep it beside the site's data; production sets QZ_SECRET_KEY, QZ_HUB_KEY … instead."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(make())
    return path.read_text()


def _signing_key() -> str:
    """A new RSA key in PEM. The library is read here alone: it is needed at the first start only."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


STATE = env.path("STATE", ROOT / ".qz" / "state")
# The key of the hub's sealed values and blind indexes: 32 bytes or more, from a key store in production.
HUB_KEY = (env.str("HUB_KEY", "") or _secret(STATE / "hub_key")).encode()
HUB_CIPHER = env.str("HUB_CIPHER", "aes", validate=validate.OneOf(["aes", "sm4"]))
DEBUG = env.bool("DEBUG", False)
# Demo mode seeds a fictional county and offers one-click sign-in; it refuses to run on any other database.
DEMO = env.bool("DEMO", False)
SECRET_KEY = env.str("SECRET_KEY", "") or _secret(STATE / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", [])
JURISDICTION = env.str("JURISDICTION", "cn")
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "csp",
    "qingzhuang.core",
    "qingzhuang.identity",
    "qingzhuang.gate",
    "qingzhuang.registry",
    "qingzhuang.datahub",
    "qingzhuang.portal",
    "qingzhuang.demo",
    # Below our rooms, whose templates stand in for its bare ones.
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "qingzhuang.core.middleware.Proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "qingzhuang.core.middleware.RequestId",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qingzhuang.identity.middleware.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qingzhuang.core.middleware.Bodies",
    "qingzhuang.core.middleware.Refusals",
    "qingzhuang.identity.middleware.Keys",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qingzhuang.portal.layout.shell",
            ],
        },
    }
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{STATE / 'qingzhuang.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE, readers that turn into writers fail with "locked" (ADR 0003).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # Not for passwords: the secrets of sign-in clients, which are random.
    "qingzhuang.identity.openid.secrets.RandomSecretHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "qingzhuang.identity.adapter.StaffOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False

# Sign-in for registered apps (OpenID Connect). The first key signs what apps are told; from the second follows by which
# number an app knows a person, so it must never change.
IDP_OIDC_PRIVATE_KEY = env.str("OIDC_KEY", "").replace("\\n", "\n") or _secret(STATE / "oidc_key.pem", _signing_key)
SUBJECT_KEY = (env.str("SUBJECT_KEY", "") or _secret(STATE / "subject_key")).encode()
IDP_OIDC_ADAPTER = "qingzhuang.identity.openid.adapter.Provider"
# An app that needs to know who is there asks at once; whoever works all day is not asked again by an app that renews.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 600
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 12 * 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = env.path("FILES", STATE / "files")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", False)
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
# How many proxies stand in front. The last ones are believed who asks (X-Forwarded-For) and by what scheme
# (X-Forwarded-Proto), so they must set both themselves; without any, nobody is believed.
PROXIES = env.int("PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# The largest body anybody may send, in bytes: files that are streamed into the hub are the largest.
LARGEST_BODY = env.int("LARGEST_BODY", 1 << 30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Beyond it a third is thrown away, what has expired first: codes of sign-ins are among it, good for a minute.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Per key; the public part of the API is counted per address.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 600)
PUBLIC_REQUESTS_PER_MINUTE = env.int("PUBLIC_REQUESTS_PER_MINUTE", 60)
# Per address: all who sign in to an app with a server come from there, twice each.
SIGN_IN_REQUESTS_PER_MINUTE = env.int("SIGN_IN_REQUESTS_PER_MINUTE", 6_000)
# Private networks (as 10.1.0.0/16) to which changes may be told; without any, only public https addresses.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", [])
WEBHOOK_FAILURES = env.int("WEBHOOK_FAILURES", 12)

# The key under which members of groups are hashed; without one it follows from the site's secret.
MEMBER_KEY = env.str("MEMBER_KEY", "")

# The gate's clocks, in working days. 10 is MM-07's completeness review; the supplement's count is our assumption.
REVIEW_WORKING_DAYS = env.int("REVIEW_WORKING_DAYS", 10)
SUPPLEMENT_WORKING_DAYS = env.int("SUPPLEMENT_WORKING_DAYS", 10)
NUMBER_PREFIX = env.str("NUMBER_PREFIX", "QZ")

# How long an owner has to say whether a thing is still in use (working days; no source sets it), and how many rows of
# use one office may report in a minute before it is asked to wait.
OWNER_REPLY_WORKING_DAYS = env.int("OWNER_REPLY_WORKING_DAYS", 10)
USAGE_ROWS_PER_MINUTE = env.int("USAGE_ROWS_PER_MINUTE", 100_000)
# Where use is kept by day: a folder, or s3://bucket/prefix; empty for the state folder.
USAGE_STORE = env.str("USAGE_STORE", "")
