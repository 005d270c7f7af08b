"""Pictures and files, made as a test needs them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def file_of(image, name="leopard.jpg", kind="JPEG", **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return SimpleUploadedFile(name, data.getvalue())


def plate(width=1000, height=600, colour="#b5651d"):
    return Image.new("RGB", (width, height), colour)
