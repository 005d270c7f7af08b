"""Makes the files that pages show, in the background: every width and format, each with its credit inside.

Names are made from the content, so a file never changes and may be cached for ever. They carry the photo's uid in
their hash: no two photos share a file, and one may be deleted without asking the others.
"""

import hashlib
import io
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils.html import escape
from imagekit import ImageSpec
from PIL import Image
from pilkit.processors import ProcessorPipeline

from photos.choices import LICENCE_LINKS, Licence
from photos.models import Photo, Rendition, originals
from publishing import clock, state

WIDTHS = (320, 640, 960, 1280, 1600, 2400)
QUICK_WIDTH = 960
# Longer than the largest photo takes: after it, whoever was at work on a photo is believed dead.
LEASE = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=1)

logger = logging.getLogger(__name__)


class Narrow:
    """Scales the picture down to a width; never up."""

    def __init__(self, width: int) -> None:
        self.width = width

    def process(self, image: Image.Image) -> Image.Image:
        if image.width <= self.width:
            return image.copy()
        height = max(1, round(image.height * self.width / image.width))
        return image.resize((self.width, height), Image.Resampling.LANCZOS, reducing_gap=3)


class Spec(ImageSpec):
    """One width in one format, made from a decoded picture."""

    extension: ClassVar[str]
    encoding: ClassVar[dict[str, Any]]

    def __init__(self, source: Image.Image, *, width: int, xmp: bytes) -> None:
        super().__init__(source)
        self.processors = [Narrow(width)]
        self.options = {**self.encoding, "xmp": xmp}

    def generate(self) -> tuple[Image.Image, bytes]:
        """The scaled picture and its file.

        imagekit's own would decode the original once for each of the eighteen files, and save through pilkit, which
        points the whole process's stderr elsewhere meanwhile: two threads at it lose the log.
        """
        image = ProcessorPipeline(self.processors).process(self.source)
        encoded = io.BytesIO()
        image.save(encoded, self.format, **self.options)
        return image, encoded.getvalue()


class Avif(Spec):
    format = "AVIF"
    extension = "avif"
    encoding = {"quality": 60, "speed": 8}


class WebP(Spec):
    format = "WEBP"
    extension = "webp"
    encoding = {"quality": 80, "method": 4}


class Jpeg(Spec):
    format = "JPEG"
    extension = "jpg"
    encoding = {"quality": 82, "progressive": True, "optimize": True}


SPECS = (Avif, WebP, Jpeg)
# Changes with the specs; raise the number before the dash when anything else here changes what a file holds.
RECIPE = "1-" + hashlib.sha256(repr((WIDTHS, [(s.format, s.encoding) for s in SPECS])).encode()).hexdigest()[:12]


def quick(photo: Photo) -> None:
    """One JPEG, so that a new photo can be used at once; `step` makes the others and takes its place."""
    image = _original(photo)
    _keep(photo, [_make(photo, image, Jpeg, min(QUICK_WIDTH, image.width))], recipe="")


def render(photo: Photo) -> None:
    """All files of this photo; pages show them from the next request on. Those it had before are deleted."""
    image = _original(photo)
    smaller = [width for width in WIDTHS if width < image.width]
    widths = [*smaller, min(image.width, WIDTHS[-1])] if image.width not in smaller else smaller
    made = [_make(photo, image, spec, width) for width in dict.fromkeys(widths) for spec in SPECS]
    _keep(photo, made, recipe=RECIPE)


def step() -> bool:
    """Render at most one photo that needs it; False where none does. Any number of workers may call this.

    A photo that fails is tried again after 1, 2, 4 and 8 minutes, and then only when its file or credit changes.
    """
    photo = Photo.objects.due(RECIPE).first()
    if photo is None or not _claim(photo):
        return False
    try:
        render(photo)
    except Exception as error:  # whatever it is, the next photo must have its turn
        logger.exception("Photo %s was not rendered", photo.pk)
        pause = FIRST_PAUSE * 2**photo.render_tries
        _as_rendered(photo).update(
            render_error=f"{type(error).__name__}: {error}"[:300], render_after=clock.now() + pause
        )
    return True


def delete_after_commit(photo: Photo) -> None:
    """Once the deletion of this photo is committed, delete its files too."""
    names, original = [rendition.name for rendition in photo.renditions()], photo.file.name
    transaction.on_commit(lambda: _delete(names), robust=True)
    if original:
        transaction.on_commit(lambda: originals().delete(original), robust=True)


def _claim(photo: Photo) -> bool:
    """Take the photo for as long as the lease, unless another worker was first."""
    mine = Photo.objects.unrendered(RECIPE).filter(pk=photo.pk, render_after=photo.render_after)
    return bool(mine.update(render_after=clock.now() + LEASE, render_tries=F("render_tries") + 1))


def _as_rendered(photo: Photo) -> Any:
    """This photo in the database, if what its files show and say is still the same."""
    return Photo.objects.filter(
        pk=photo.pk,
        file=photo.file.name,
        credit=photo.credit,
        rights_holder=photo.rights_holder,
        licence=photo.licence,
    )


def _original(photo: Photo) -> Image.Image:
    with originals().open(str(photo.file.name)) as file, Image.open(file) as image:
        image.load()
        return image.copy()


def _make(photo: Photo, image: Image.Image, spec: type[Spec], width: int) -> Rendition:
    """The file, written to storage under its name."""
    made, data = spec(image, width=width, xmp=credit_xmp(photo)).generate()
    digest = hashlib.sha256(photo.uid.bytes + data).hexdigest()[:20]
    name = _write(f"p/{digest[:2]}/{digest}-{made.width}.{spec.extension}", data)
    return Rendition(name=name, format=spec.format.lower(), width=made.width, height=made.height, size=len(data))


def _write(name: str, data: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return name
        # Left half-written by a process that was killed.
        default_storage.delete(name)
    kept = default_storage.save(name, ContentFile(data))
    if kept != name:
        # Another worker wrote the same file in this very moment.
        default_storage.delete(kept)
    return name


def _keep(photo: Photo, made: list[Rendition], *, recipe: str) -> None:
    """Let pages show these files instead of those before; throw them away where the photo changed meanwhile."""
    made.sort(key=lambda rendition: (rendition.format, rendition.width))
    with transaction.atomic():
        current = _as_rendered(photo).select_for_update().first()
        if current is None:
            newer = Photo.objects.filter(pk=photo.pk).first()
            unwanted = _names(made) - _names(newer.renditions() if newer else [])
        else:
            unwanted = _names(current.renditions()) - _names(made)
            Photo.objects.filter(pk=photo.pk).update(
                rendition_list=msgspec.json.encode(made, order="deterministic").decode(),
                recipe=recipe,
                render_tries=0,
                render_error="",
                render_after=None,
            )
            state.changed()
        transaction.on_commit(lambda: _delete(unwanted), robust=True)


def _names(renditions: Iterable[Rendition]) -> set[str]:
    return {rendition.name for rendition in renditions}


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def credit_xmp(photo: Photo) -> bytes:
    """Who made the picture and on what terms it may be used, as an XMP packet."""
    rights = " · ".join(filter(None, (photo.credit_line, photo.get_licence_display())))
    terms = LICENCE_LINKS.get(Licence(photo.licence), settings.SITE_URL) if photo.licence else settings.SITE_URL
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(photo.credit)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{escape(rights)}</rdf:li></rdf:Alt></dc:rights>'
        f"<xmpRights:WebStatement>{escape(terms)}</xmpRights:WebStatement>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
