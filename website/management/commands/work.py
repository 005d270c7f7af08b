"""Background work: mail, renditions. Safe to run many of, safe to kill."""

import signal
from argparse import ArgumentParser
from queue import SimpleQueue
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website import work


class Command(BaseCommand):
    help = "Sends mail and makes renditions until it is told to stop. Safe to run many of, safe to kill."
    # Those are of the code, and a third of the time of a start: `make check` runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then stop.")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            work.drain()
            if work.worker.is_cut_off:
                raise CommandError("the database does not answer")
            return
        stop: SimpleQueue[int] = SimpleQueue()
        for number in (signal.SIGINT, signal.SIGTERM):
            # Ignored by who started us (`make run`): then Ctrl-C is theirs to deal with.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda number, frame: stop.put(number))
        work.run(stop)
