"""Whatever is sent: the right picture, or a refusal that names the file and says why; and the next one has its turn."""

import io
import resource
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from photos import uploads
from photos.uploads import UploadRefused
from tests import hostile

FILES = {name: (data, verdict) for name, data, verdict in hostile.files()}


def sent(name, data):
    """As Django hands it over, which has already taken the name's folders away."""
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize("name", FILES)
def test_each_is_taken_or_refused_in_words(name):
    data, verdict = FILES[name]
    file = sent(name, data)
    if verdict == hostile.TAKEN:
        upload = uploads.take_in(file)
        kept = upload.read()
        image = Image.open(io.BytesIO(kept))
        image.load()
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert upload.name.removesuffix(".jpg") == upload.sha256
        for planted in (b"script", b"passwd", b"PK\x03\x04", b"xmpmeta"):
            assert planted not in kept
    else:
        with pytest.raises(UploadRefused) as refused:
            uploads.take_in(file)
        words = str(refused.value)
        assert verdict in words
        assert words.startswith(file.name[:40])


def test_bombs_cost_little_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("144-megapixels.png", "giga.png", "text-bomb.png", "profile-bomb.png", "laughs.jpg", "huge-xmp.webp"):
        data, _ = FILES[name]
        with suppress(UploadRefused):
            uploads.take_in(sent(name, data))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000, "kilobytes"
