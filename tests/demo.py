"""The demo, loaded once in a run: decoding its forty pictures takes longer than most tests."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from PIL import Image

from website import demo

# Where its pictures stay for the whole run: whoever loads the demo sets MEDIA_ROOT to this.
MEDIA = Path(settings.VAR_DIR, "demo-media")
# What a database has before anything is loaded, or what belongs to one test.
NOT_OURS = ("django_content_type", "auth_permission", "django_session", "django_admin_log")

_kept: dict[str, tuple[list[str], list[Any]]] = {}


def load_demo() -> None:
    """Fill the empty database: the first time from its files, later with the rows that came of it."""
    if _kept:
        put_back()
        return
    with patch.object(demo, "DEMO", smaller(demo.DEMO)):
        call_command("load_demo", verbosity=0)
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            _kept[table] = ([column[0] for column in cursor.description], cursor.fetchall())


def smaller(whole: Path) -> Path:
    """The demo with plates a quarter as wide, read in a fraction of the time; the leopard’s are whole, to be zoomed."""
    folder = Path(settings.VAR_DIR, "demo")
    plates = folder / "plates"
    plates.mkdir(parents=True)
    (folder / "content").symlink_to(whole / "content")
    (plates / "plates.json").symlink_to(whole / "plates" / "plates.json")
    for file in (whole / "plates").glob("*.jpg"):
        if file.name.startswith("amur-leopard"):
            (plates / file.name).symlink_to(file)
            continue
        with Image.open(file) as image:
            image.draft("RGB", (image.width // 4, image.height // 4))
            image.save(plates / file.name, quality=85)
    return folder


def put_back() -> None:
    quote = connection.ops.quote_name
    # Foreign keys are compared at the end of a transaction, so the order of the tables does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in _kept.items():
            cursor.execute(f"DELETE FROM {quote(table)}")
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({places})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), everything()):
            cursor.execute(statement)


def everything() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def tables() -> list[str]:
    return sorted({model._meta.db_table for model in everything()}.difference(NOT_OURS))
