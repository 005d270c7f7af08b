"""A process whose files cannot grow, as on a full disk, on a database of its own: what it answered, as JSON.

`python -m tests.full_disk` with VAR_DIR, DATABASE_URL and EMAIL_URL set.
"""

import json
import resource
import signal

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from newsletter.models import Delivery, SignUp  # noqa: E402
from website import work  # noqa: E402

State = Delivery.State
# The log of SQLite takes two or three forms more.
ROOM = 40_000


def main() -> None:
    # Without this, the signal ends the process before the write fails.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    client = Client(raise_request_exception=False)
    limit(ROOM)
    answers = [sign_up(client, number) for number in range(20)]
    work.step()
    full = {"cut_off": work.worker.is_cut_off, "sent": Delivery.objects.exclude(state__lt=State.SENDING).count()}
    limit(resource.RLIM_INFINITY)
    afterwards = sign_up(client, 20)
    work.drain()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        (integrity,) = cursor.fetchone()
    found = {
        "answers": [(answer.status_code, answer.content.decode()) for answer in answers],
        "afterwards": afterwards.status_code,
        "kept": SignUp.objects.count(),
        "full": full,
        "integrity": integrity,
    }
    print(json.dumps(found))


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def sign_up(client: Client, number: int) -> object:
    return client.post("/newsletter/", {"email": f"reader-{number}@example.org"}, REMOTE_ADDR=f"192.0.{number}.1")


if __name__ == "__main__":
    main()
