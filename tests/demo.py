"""The demo, loaded once in a run: decoding its forty pictures takes longer than most tests."""

import sqlite3

from django.core.management import call_command
from django.db import connection

_kept: list[sqlite3.Connection] = []


def load_demo() -> None:
    """Fill the empty database. On SQLite a later call copies what the first one made; its media must be kept."""
    if connection.vendor != "sqlite":
        call_command("load_demo", verbosity=0)
        return
    connection.ensure_connection()
    if _kept:
        _kept[0].backup(connection.connection)
        return
    call_command("load_demo", verbosity=0)
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    _kept.append(copy)
