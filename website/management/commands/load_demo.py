"""Fills an empty database with the demo content."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website import demo


class Command(BaseCommand):
    help = "Loads the demo content into an empty database; its photos' other sizes are made by background work."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.load()
        except demo.NotEmpty:
            raise CommandError(
                "There are species or pages already. Demo content is loaded only into an empty database."
            ) from None
        if options["verbosity"]:
            self.stdout.write("Demo content is loaded.")
