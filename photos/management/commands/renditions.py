"""`manage.py renditions`: which files of photos are missing or left over; with options, makes and deletes them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from photos import leftovers, renditions
from photos.models import Photo
from photos.specs import RECIPE


class Command(BaseCommand):
    help = "Says which photos lack files and which files nothing refers to; changes nothing without an option."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true", help="make now what is missing, file by file")
        parser.add_argument("--delete", action="store_true", help="delete files older than an hour that nothing names")

    def handle(self, *args: Any, make: bool, delete: bool, **options: Any) -> None:
        incomplete = leftovers.incomplete()
        for photo in incomplete if make else []:
            leftovers.make_missing(photo)
        waiting = Photo.objects.unrendered(RECIPE).count() + (0 if make else len(incomplete))
        self.stdout.write(f"Photos that lack files: {waiting}")
        while make and renditions.step():
            pass
        found = list(leftovers.leftovers())
        for file in found:
            self.stdout.write(f"{'deleted' if delete else 'left over'}: {file.name}")
            if delete:
                file.delete()
        weight = sum(file.size for file in found) / 1024**2
        self.stdout.write(f"Files that nothing names: {len(found)}, {weight:.1f} MB")
        if not make and not delete and (waiting or found):
            self.stdout.write("Nothing was changed. --make makes what is missing, --delete deletes what is left over.")
