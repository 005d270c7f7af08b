"""`python -m bench.hostile`: two hundred good and hostile files sent one after the other, with the verdict on each."""

import os
import time
from collections import Counter
from itertools import count, islice

import django
from django.core.files.uploadedfile import SimpleUploadedFile

FILES = 200


def main() -> None:
    from photos import uploads  # noqa: PLC0415 - settings must be there first
    from tests import hostile  # noqa: PLC0415

    verdicts: Counter[str] = Counter()
    batch = (file for number in count() for file in hostile.files(number))
    for name, data, expected in islice(batch, FILES):
        began = time.perf_counter()
        try:
            upload = uploads.take_in(SimpleUploadedFile(name, data))
            words = hostile.TAKEN
            told = f"taken, {upload.width} × {upload.height}"
        except uploads.UploadRefused as refusal:
            words = told = str(refusal)
        verdict = "as expected" if expected in words else f"EXPECTED {expected}"
        verdicts[verdict] += 1
        shown = name.encode("unicode_escape").decode()[:28]
        print(f"{shown:28} {len(data) / 1024:9.0f} KB {time.perf_counter() - began:5.2f} s  {told[:90]:90} {verdict}")
    print(dict(verdicts))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
