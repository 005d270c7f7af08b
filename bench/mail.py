"""`python -m bench.mail`: what becomes of mail when workers are killed, how fast it goes, and what floods of sign-ups
do, on each database.

Each benchmark is a process of its own on an empty database; PostgreSQL waits for the disk here, as in production.
`python -m bench.mail deliveries` runs one of them.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext

from tests import postgres

BENCHMARKS = ("deliveries", "mailing", "floods")


def main(*names: str) -> None:
    for database_name, database in (("SQLite", nullcontext("")), ("PostgreSQL", postgres.throwaway(()))):
        print(f"\nMail on {database_name}", flush=True)
        with database as url, tempfile.TemporaryDirectory() as var:
            environment = {
                **os.environ,
                "PYTHONUNBUFFERED": "1",
                "VAR_DIR": var,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "SECRET_KEY": "a key for the benchmark that is long enough to be one, and no secret",
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=environment, check=True)
            for name in names or BENCHMARKS:
                subprocess.run([sys.executable, "-m", f"bench.{name}"], env=environment, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
