"""Every setting comes from the environment with a safe default; docs/operations.md lists them."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.writable_directory(Path(os.environ.get("VAR_DIR", BASE_DIR / "var")))

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(VAR_DIR)
PORT = os.environ.get("PORT", "8000")
SITE_URL = environment.site_url(f"http://127.0.0.1:{PORT}")
HTTPS = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS",
    f"{urlsplit(SITE_URL).hostname},127.0.0.1,localhost" if not HTTPS else f"{urlsplit(SITE_URL).hostname}",
)
# Origins whose forms the public pages accept: see publishing.guard.
PUBLIC_ORIGINS = {SITE_URL, *environment.words("PUBLIC_ORIGINS")}
if not HTTPS:
    PUBLIC_ORIGINS |= {f"http://{host}:{PORT}" for host in ("127.0.0.1", "localhost")}
CSRF_TRUSTED_ORIGINS = sorted(PUBLIC_ORIGINS)
# Addresses of the proxies in front: only they may say who the visitor is and which scheme was used.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# Keys of a mail provider: ANYMAIL_POSTMARK_SERVER_TOKEN in the environment and the like, as anymail names them.
ANYMAIL = environment.beginning_with("ANYMAIL_")

INSTALLED_APPS = [
    "website",
    "reports",
    "newsletter",
    "campaigns",
    "newsroom",
    "wcs_species",
    "places",
    "photos",
    "sources",
    "publishing",
    # It checks those keys. Without any it is not asked: with all it imports, each process would start later by a tenth.
    *(["anymail"] if ANYMAIL else []),
    "django_prose_editor",
    "imagekit",
    "website.desk_app.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First: errors that stop everything below, and files, have the policy too.
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "website.maintenance.MaintenanceMiddleware",
    "publishing.doorway.EditMiddleware",
    "publishing.cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

CSRF_FAILURE_VIEW = "website.views.not_this_way"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "publishing.renderers.QuickRenderer"

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
            ],
        },
    }
]

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache(os.environ.get("CACHE_URL", ""))}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
# The zone that an editor's hours are in unless they choose another.
EDITORS_TIME_ZONE = environment.time_zone("EDITORS_TIME_ZONE")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    **environment.storages(os.environ.get("MEDIA_STORAGE_URL", ""), VAR_DIR),
    "staticfiles": {"BACKEND": "website.static_storage.HashedStaticFiles"},
}
MEDIA_URL = environment.media_url("/media/")
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 3600
# imagekit is called by photos.renditions only; it never generates inside a request.
IMAGEKIT_DEFAULT_CACHEFILE_STRATEGY = "imagekit.cachefiles.strategies.Optimistic"

MAILERS = {"default": environment.mailer(os.environ.get("EMAIL_URL", ""), VAR_DIR)}
# How many copies of an issue may go out in a minute, to all and to one domain; 0 is as fast as it goes.
MAIL_PER_MINUTE = environment.number("MAIL_PER_MINUTE")
MAIL_PER_DOMAIN = environment.number("MAIL_PER_DOMAIN")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"newsletter@{urlsplit(SITE_URL).hostname}")

# Whether the background work asks links to other sites if they still answer: many machines have no network.
CHECK_LINKS = environment.flag("CHECK_LINKS")

# A species with two hundred rows is some thousand fields, and a long text is refused by its own field,
# with what was typed kept, not by the parser. Public forms have their own, small limit (publishing.guard).
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, *([MEDIA_URL] if MEDIA_URL.startswith("https:") else [])],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = "/"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def _release() -> str:
    """A short name of this code: templates and static files decide what a page looks like."""
    digest = hashlib.sha256()
    for folder in ("templates", "static"):
        for file in sorted((BASE_DIR / folder).rglob("*")):
            if file.is_file():
                stat = file.stat()
                digest.update(f"{file.relative_to(BASE_DIR)}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


# A new release starts with a cold page cache.
RELEASE = os.environ.get("RELEASE") or _release()
