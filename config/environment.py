"""Reads the environment: each value has a safe default, each mistake one clear line."""

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# FULL, not NORMAL: under WAL, NORMAL loses rows already acknowledged when the power goes.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # secure_delete: what was erased is overwritten in the file, not only forgotten.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA secure_delete=ON;",
}


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes or on, in any case. Raises ImproperlyConfigured for what is neither yes nor no."""
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return default if not value else value in {"1", "true", "yes", "on"}


def number(name: str) -> int:
    """A whole number from 0 on; 0 where it is not set. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip() or "0"
    if not value.isascii() or not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def beginning_with(prefix: str) -> dict[str, str]:
    """The variables whose names begin so, by the rest of their names."""
    return {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}


def site_url(default: str) -> str:
    """Where readers find the site, without a slash at its end. Raises ImproperlyConfigured."""
    url = os.environ.get("SITE_URL", "").rstrip("/") or default
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"SITE_URL must be like https://example.org, not {url!r}.")
    return url


def time_zone(name: str) -> str:
    """A zone such as Asia/Vladivostok; UTC without one. Raises ImproperlyConfigured for what is none."""
    zone = os.environ.get(name) or "UTC"
    if zone not in available_timezones():
        raise ImproperlyConfigured(f"{name} must be a time zone such as Asia/Vladivostok, not {zone!r}.")
    return zone


def networks(name: str) -> list[str]:
    """IP addresses or networks. Raises ImproperlyConfigured for what is neither."""
    found = words(name)
    for word in found:
        try:
            ip_network(word, strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must list IP addresses, not {word!r}.") from None
    return found


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated values of a variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def writable_directory(path: Path) -> Path:
    """The directory, made if it was not there. Raises ImproperlyConfigured where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"cannot write to {path}: {error.strerror}. Set VAR_DIR to a directory you own."
        ) from None
    return path


def secret_key(var: Path) -> str:
    """SECRET_KEY from the environment, else one generated on the first start and kept in var/."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = var / "secret-key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"cannot read {file}: {error.strerror}.") from None
    draft = var / f".secret-key-{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        # A link fails when another process was first: both then read the same key.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text().strip()


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL; SQLite in var/ without one.

    Raises ImproperlyConfigured, with the reason, for a URL that cannot be read.
    """
    if not url:
        url = f"sqlite:///{var / 'site.sqlite3'}"
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except Exception:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. Examples: postgres://user:password@host/name, sqlite:////path/to/file"
        ) from None
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {**SQLITE_OPTIONS, **settings.get("OPTIONS", {})}
    elif settings["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://")
    elif not settings["NAME"] and "service" not in settings.get("OPTIONS", {}):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host/name")
    return settings


def mailer(url: str, var: Path) -> dict[str, Any]:
    """Django's settings for EMAIL_URL: smtp, smtps or smtp+tls://user:password@host:port; anymail://provider, with
    the keys in ANYMAIL_…; files in var/mail without."""
    if not url:
        return {
            "BACKEND": "website.mail_files.EmailBackend",
            "OPTIONS": {"file_path": str(var / "mail")},
        }
    parts = urlsplit(url)
    if parts.scheme == "anymail" and parts.hostname:
        return {"BACKEND": f"anymail.backends.{parts.hostname}.EmailBackend", "OPTIONS": {}}
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL cannot be read. Example: smtp+tls://user:password@mail.example.org:587")
    query = dict(parse_qsl(parts.query))
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": float(query.get("timeout", 20)),
        },
    }


def cache(url: str) -> dict[str, Any]:
    """Django's settings for CACHE_URL (redis://host:port/db); this process's memory without one."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
    if not url.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured("CACHE_URL cannot be read. Example: redis://127.0.0.1:6379/0")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}


def storages(url: str, var: Path) -> dict[str, dict[str, Any]]:
    """Django's settings for MEDIA_STORAGE_URL: where renditions and originals are kept; on disk without one.

    s3://key:secret@host[:port]/bucket?region=name; originals go to the bucket of the same name with “-originals”, which
    nobody but this site may read. `tls=0` speaks plain HTTP, to a server on the same machine. Raises
    ImproperlyConfigured.
    """
    if not url:
        disk = "django.core.files.storage.FileSystemStorage"
        # Outside MEDIA_ROOT: an original is never served.
        originals = {"BACKEND": disk, "OPTIONS": {"location": var / "originals", "base_url": None}}
        return {"default": {"BACKEND": disk}, "originals": originals}
    parts, bucket = urlsplit(url), urlsplit(url).path.strip("/")
    if parts.scheme != "s3" or not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured("MEDIA_STORAGE_URL cannot be read. Example: s3://key:secret@host/bucket?region=name")
    query = dict(parse_qsl(parts.query))
    scheme, host = "http" if query.get("tls") == "0" else "https", parts.netloc.rpartition("@")[2]
    common = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{scheme}://{host}",
        "region_name": query.get("region"),
        "default_acl": None,
    }
    backend = "storages.backends.s3.S3Storage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": {**common, "bucket_name": bucket}},
        # Two photos of the same picture share no file.
        "originals": {
            "BACKEND": backend,
            "OPTIONS": {**common, "bucket_name": f"{bucket}-originals", "file_overwrite": False},
        },
    }


def media_url(default: str) -> str:
    """Where renditions are asked for: a path of this site, or MEDIA_URL, such as a CDN in front of it.

    Raises ImproperlyConfigured.
    """
    url = os.environ.get("MEDIA_URL", "") or default
    parts = urlsplit(url)
    if url != default and not (parts.scheme == "https" and parts.hostname and url.endswith("/")):
        raise ImproperlyConfigured(f"MEDIA_URL must be like https://media.example.org/media/, not {url!r}.")
    return url
