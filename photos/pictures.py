"""What documents keep of a photo's use, and what templates show of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.utils.text import slugify

from photos.choices import LICENCE_LINKS, Licence
from photos.models import Photo, Rendition, nearest
from publishing import clock

# In the order a browser is offered them; JPEG is what the others fall back to.
_OFFERED = (("avif", "image/avif"), ("webp", "image/webp"))
_USUAL_WIDTH = 960
_SOCIAL_WIDTH = 1280


class PhotoUse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One use of a photo, as a document keeps it: its own words, and the photo by its uid."""

    photo: UUID
    number: int = 0
    caption: str = ""
    alt: str = ""
    decorative: bool = False
    place: str = ""


def use_of(photo: Photo, *, caption: str = "", alt: str = "", number: int = 0, place: str = "") -> PhotoUse:
    """A use with words of its own, else those of the photo. `place` is what readers learn of where it was taken."""
    return PhotoUse(
        photo=photo.uid,
        number=number,
        caption=caption or photo.caption,
        alt=alt or photo.alt_text,
        decorative=photo.is_decorative and not alt,
        place=place,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of a photo, or of one crop of it, as <picture> offers them."""

    width: int
    height: int
    # Pairs of content type and srcset, for <source>.
    formats: list[tuple[str, str]]
    src: str
    srcset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Files):
    """A use and its photo as they are now: everything a template needs, with no file opened.

    Its own files show the whole photo. `card`, `hero` and `square` are crops of it, or the whole where there is none.
    """

    use: PhotoUse
    title: str
    alt: str
    caption: str
    # Where it was taken, as fine as readers may know.
    place: str
    credit: str
    by_organisation: bool
    rights_holder: str
    credit_line: str
    licence: str
    licence_label: str
    licence_url: str
    # Readers may keep the largest file; `terms` are what they must heed beyond the licence.
    may_download: bool
    terms: str
    accent: str
    colour: str
    crops: dict[str, Files]
    largest: Rendition
    large: str
    social: str

    @property
    def card(self) -> Files:
        return self.crops.get("card", self)

    @property
    def hero(self) -> Files:
        return self.crops.get("hero", self)

    @property
    def square(self) -> Files:
        return self.crops.get("square", self)

    @property
    def is_free(self) -> bool:
        """In the public domain: nobody has to be asked or named."""
        return self.licence in (Licence.CC0, Licence.PUBLIC_DOMAIN)

    @property
    def file_name(self) -> str:
        """What a download is called: it says whose picture it is, when nothing else goes with the file."""
        return f"{slugify(f'{self.title} {self.credit}')[:80] or 'photo'}.jpg"


def pictures(uses: Iterable[PhotoUse]) -> dict[UUID, Picture]:
    """The picture of each use by the photo's uid, in one query, or none where there is no use.

    Withdrawn photos and those without a file to show are left out. Where a photo is used twice, the first use counts.
    """
    by_photo: dict[UUID, PhotoUse] = {}
    for use in uses:
        by_photo.setdefault(use.photo, use)
    if not by_photo:
        return {}
    photos = [(photo, photo.renditions()) for photo in Photo.objects.shown(by_photo)]
    return {
        photo.uid: _picture(by_photo[photo.uid], photo, renditions)
        for photo, renditions in photos
        if any(rendition.format == "jpeg" and not rendition.crop for rendition in renditions)
    }


def problems_of(photo: Photo) -> list[str]:
    """Why no page may be published with this photo, to be read after its name; empty where it may."""
    if photo.withdrawn_at:
        return ["It was withdrawn. Choose another."]
    problems = []
    if not photo.credit:
        problems.append("The photographer is missing.")
    if not photo.licence:
        problems.append("The licence is missing.")
    if photo.licence_until and photo.licence_until < clock.now().date():
        problems.append(f"Its licence ended on {photo.licence_until:%-d %B %Y}.")
    if not photo.alt_text and not photo.is_decorative:
        problems.append("The alt text is missing, and it is not marked decorative.")
    if not problems and not photo.is_complete:
        problems.append("It is not marked ready for pages.")
    if not photo.renditions():
        problems.append("It is still being prepared. Try again in a minute.")
    return problems


def _picture(use: PhotoUse, photo: Photo, renditions: list[Rendition]) -> Picture:
    by_crop: dict[str, list[Rendition]] = defaultdict(list)
    for rendition in renditions:
        by_crop[rendition.crop].append(rendition)
    whole = by_crop.pop("")
    files = _files(whole)
    jpegs = _jpegs(whole)
    return Picture(
        use=use,
        title=photo.title,
        alt="" if use.decorative else use.alt,
        caption=use.caption,
        place=use.place,
        credit=photo.credit,
        by_organisation=photo.by_organisation,
        rights_holder=photo.rights_holder,
        credit_line=photo.credit_line,
        licence=photo.licence,
        licence_label=photo.get_licence_display(),
        licence_url=LICENCE_LINKS.get(Licence(photo.licence), "") if photo.licence else "",
        may_download=photo.may_download or photo.licence not in ("", Licence.RIGHTS_MANAGED),
        terms=photo.terms,
        width=photo.width,
        height=photo.height,
        accent=photo.accent,
        colour=photo.colour,
        formats=files.formats,
        src=files.src,
        srcset=files.srcset,
        crops={crop: _files(found) for crop, found in by_crop.items() if _jpegs(found)},
        largest=jpegs[-1],
        large=jpegs[-1].url,
        social=nearest(_jpegs(by_crop.get("social", [])) or jpegs, _SOCIAL_WIDTH).url,
    )


def _files(renditions: list[Rendition]) -> Files:
    """These files, all of one crop and at least one of them JPEG."""
    jpegs = _jpegs(renditions)
    return Files(
        width=jpegs[-1].width,
        height=jpegs[-1].height,
        formats=[(mime, srcset) for name, mime in _OFFERED if (srcset := _srcset(renditions, name))],
        src=nearest(jpegs, _USUAL_WIDTH).url,
        srcset=_srcset(renditions, "jpeg"),
    )


def _jpegs(renditions: list[Rendition]) -> list[Rendition]:
    return sorted((r for r in renditions if r.format == "jpeg"), key=lambda rendition: rendition.width)


def _srcset(renditions: list[Rendition], name: str) -> str:
    return ", ".join(f"{r.url} {r.width}w" for r in renditions if r.format == name)
