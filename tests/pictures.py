"""Pictures and files, made as a test needs them."""

import io

from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from photos import uploads
from photos.models import Photo, Release


def file_of(image, name="leopard.jpg", kind="JPEG", **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return SimpleUploadedFile(name, data.getvalue())


def plate(width=500, height=300, colour="#b5651d"):
    return Image.new("RGB", (width, height), colour)


def take_in(image=None, **changes):
    """A photo in the library, ready for pages, with its original and no rendition yet."""
    photo = Photo(
        **{
            "title": "Leopard in snow",
            "alt_text": "A spotted cat walks through snow.",
            "credit": "Vera Example",
            "rights_holder": "Example Trust",
            "licence": "CC-BY-4.0",
            "is_complete": True,
            **changes,
        }
    )
    uploads.put(photo, uploads.take_in(file_of(image or plate())))
    photo.save()
    return photo


def keep_in(given, settings, monkeypatch):
    """Let files be kept there. A field asks for its storage once, when the models are made."""
    settings.STORAGES = {**settings.STORAGES, **given}
    for model in (Photo, Release):
        monkeypatch.setattr(model._meta.get_field("file"), "storage", storages["originals"])


def stored(storage="default"):
    """The names of all files there, whatever the storage is."""
    return set(_below(storages[storage], ""))


def _below(storage, folder):
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names)
    for name in folders:
        yield from _below(storage, f"{folder}{name}/")


def opened(name, storage="default"):
    with storages[storage].open(name) as file:
        return Image.open(io.BytesIO(file.read()))
