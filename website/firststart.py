"""What a fresh checkout needs before it can serve: tables, static files, demo content, a superuser.

Each step does nothing where nothing is to do, so every start takes them all.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from publishing.models import Page
from wcs_species.models import Species


@dataclass(frozen=True)
class SignIn:
    """A superuser made just now; `password` is None where the operator chose it."""

    username: str
    password: str | None


def migrate() -> bool:
    """Brings the tables up to date; False when they are."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def collect_static_files() -> bool:
    """Copies static files into STATIC_ROOT under hashed names; False when none has changed since."""
    record = settings.VAR_DIR / "static.fingerprint"
    now = fingerprint_of_static_files()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and record.exists() and record.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    record.write_text(now)
    return True


def fingerprint_of_static_files() -> str:
    """Changes with the name, size or time of any static file of the site and its packages."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{storage.path(path)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo() -> bool:
    """Fills an empty database with demo content; False where there is any species or page."""
    if Species.objects.exists() or Page.objects.exists():
        return False
    call_command("load_demo", verbosity=0)
    return True


def create_first_superuser() -> SignIn | None:
    """Makes the superuser of DJANGO_SUPERUSER_USERNAME, _EMAIL, _PASSWORD; None where there is one already.

    A password that is not in the environment is random, and only the caller ever knows it.
    """
    users = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return None
    chosen = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    password = chosen or secrets.token_urlsafe(12)
    username = os.environ.get("DJANGO_SUPERUSER_USERNAME", "editor")
    users.create_superuser(username, os.environ.get("DJANGO_SUPERUSER_EMAIL", ""), password)
    return SignIn(username, None if chosen else password)
