from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from publishing import stale
from publishing.verbs import Refused


class Command(BaseCommand):
    help = "Lists live pages that say an old name or source; --publish publishes them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish them again with the names of today")

    def handle(self, *args: Any, **options: Any) -> None:
        for edition, row in list(stale.outdated()):
            done = ""
            if options["publish"]:
                try:
                    done = f": published again as edition {stale.publish_again(row, by=None).number}"
                except Refused as refusal:
                    done = f": {refusal}"
            self.stdout.write(f"{edition.path} (edition {edition.number}){done}")
