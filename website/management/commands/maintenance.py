"""Closes the site for maintenance and opens it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from website import maintenance


class Command(BaseCommand):
    help = "Closes the site while you work on it: every page answers 503 with these words. `maintenance off` reopens."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("switch", choices=["on", "off"])
        parser.add_argument("words", nargs="*", help="What readers are told, for example: Back at 14:00 UTC.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["switch"] == "on":
            maintenance.close(" ".join(options["words"]))
            self.stdout.write("The site is closed. `manage.py maintenance off` opens it again.")
        else:
            self.stdout.write("The site is open again." if maintenance.reopen() else "The site was open.")
