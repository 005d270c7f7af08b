"""What a sent file says of its picture, in XMP, IPTC-IIM and Exif: proposals for an editor, never more.

A file may say anything: everything read is bounded, cleaned of characters nobody sees, and may be missing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from defusedxml import ElementTree
from django_countries import countries
from PIL import Image, IptcImagePlugin

from photos.choices import LICENCE_LINKS

# Bytes of one block of metadata; what is longer is not about the picture.
MOST = 512 * 1024
# Of one property.
MOST_VALUES = 100
# Characters, as the fields of a photo take them.
LENGTHS = {
    "title": 200,
    "caption": 300,
    "alt_text": 300,
    "keywords": 500,
    "credit": 200,
    "rights_holder": 200,
    "area": 120,
    "spot": 200,
}
# What cameras write where a caption would be.
_NO_CAPTION = re.compile(r"(?i)(olympus|sony|minolta|kodak|samsung|konica)\b.*|dcim.*|default|untitled|img_?\d+|dsc\w*")
_COPYRIGHT = re.compile(r"(?i)^(?:copyright|©|\(c\)|\d{4}(?:\s*[-–]\s*\d{4})?|by|[\s,:;.])+|\W*all rights reserved\W*$")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SPACES = {
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "photoshop": "{http://ns.adobe.com/photoshop/1.0/}",
    "rights": "{http://ns.adobe.com/xap/1.0/rights/}",
    "core": "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}",
    "cc": "{http://creativecommons.org/ns#}",
    "xmp": "{http://ns.adobe.com/xap/1.0/}",
    "exif": "{http://ns.adobe.com/exif/1.0/}",
}
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
Words = Callable[[str], list[str]]


def proposals(image: Image.Image) -> dict[str, Any]:
    """Field of a photo to value, for each that the file says something of. The image is loaded."""
    xmp, iptc, exif, gps = _xmp(image), _iptc(image), _exif(image, _EXIF_IFD), _exif(image, _GPS_IFD)
    root = _exif(image, 0)
    holder = _first(xmp("rights:Owner"), xmp("dc:rights"), iptc((2, 116)), _said(root, 0x8298))
    caption = _first(xmp("dc:description"), iptc((2, 120)), _said(root, 0x010E))
    found: dict[str, Any] = {
        "title": _first(xmp("dc:title"), iptc((2, 5))),
        "caption": "" if _NO_CAPTION.fullmatch(caption) else caption,
        "alt_text": _first(xmp("core:AltTextAccessibility")),
        "keywords": _joined(xmp("dc:subject") or iptc((2, 25)), ", ", LENGTHS["keywords"]),
        "credit": ", ".join(xmp("dc:creator")[:5]) or _first(iptc((2, 80)), _said(root, 0x013B)),
        "rights_holder": _COPYRIGHT.sub("", holder).strip(),
        "licence": _licence([*xmp("cc:license"), *xmp("rights:WebStatement")]),
        "taken_on": _date([*xmp("photoshop:DateCreated"), *xmp("exif:DateTimeOriginal"), *_said(exif, 0x9003)])
        or _date(iptc((2, 55))),
        "country": _country([*xmp("core:CountryCode"), *xmp("photoshop:Country"), *iptc((2, 100)), *iptc((2, 101))]),
        "area": _first(xmp("photoshop:State"), iptc((2, 95))),
        "spot": _joined(
            [_first(xmp("core:Location"), iptc((2, 92))), _first(xmp("photoshop:City"), iptc((2, 90)))],
            ", ",
            LENGTHS["spot"],
        ),
        **_point(xmp, gps),
    }
    return {
        name: value[: LENGTHS.get(name)].strip() if isinstance(value, str) else value
        for name, value in found.items()
        if value not in ("", None)
    }


def clean(words: Any) -> str:
    """One line of text without what nobody sees."""
    if isinstance(words, bytes):
        try:
            words = words.decode()
        except UnicodeDecodeError:
            words = words.decode("cp1252", errors="replace")
    seen = (c for c in str(words)[:5_000] if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    line = "".join(" " if unicodedata.category(c) == "Cc" else c for c in seen)
    return unicodedata.normalize("NFC", " ".join(line.split()))


def _xmp(image: Image.Image) -> Words:
    """Looks up the values of a property; empty where the packet is missing, too long or not to be trusted."""
    packet = image.info.get("xmp") or b""
    tree: Any = None
    if 0 < len(packet) <= MOST:
        try:
            tree = ElementTree.fromstring(packet.strip(b"\0 \r\n\t") if isinstance(packet, bytes) else packet)
        except Exception:  # hostile XML is refused in many ways
            tree = None

    def values(name: str) -> list[str]:
        if tree is None:
            return []
        space, _, local = name.partition(":")
        tag = _SPACES[space] + local
        return [text for raw in _values(tree, tag) if (text := clean(raw))][:MOST_VALUES]

    return values


def _values(tree: Any, tag: str) -> Iterator[str]:
    # Many that lie in each other would be looked through again and again.
    for element in islice(tree.iter(tag), MOST_VALUES):
        items = list(element.iter(f"{_RDF}li"))
        if items:
            # Of several languages, the default one.
            items.sort(key=lambda item: item.get("{http://www.w3.org/XML/1998/namespace}lang") != "x-default")
            alternatives = element.find(f"{_RDF}Alt") is not None
            yield from (item.text or "" for item in (items[:1] if alternatives else items))
        else:
            yield element.get(f"{_RDF}resource") or element.text or ""
    for element in tree.iter(f"{_RDF}Description"):
        if value := element.get(tag):
            yield value


def _iptc(image: Any) -> Callable[[tuple[int, int]], list[str]]:
    try:
        records = IptcImagePlugin.getiptcinfo(image) or {}
    except Exception:  # as everywhere here: a parser raises whatever it stumbles on
        records = {}

    def values(number: tuple[int, int]) -> list[str]:
        found: Any = records.get(number, [])
        return [text for raw in (found if isinstance(found, list) else [found])[:MOST_VALUES] if (text := clean(raw))]

    return values


def _exif(image: Image.Image, part: int) -> dict[int, Any]:
    if len(image.info.get("exif") or b"") > MOST:
        return {}
    try:
        exif = image.getexif()
        return dict(exif.get_ifd(part) if part else exif)
    except Exception:
        return {}


def _said(exif: dict[int, Any], tag: int) -> list[str]:
    """The words of a tag. Pillow reads them as Latin-1; most programs write UTF-8."""
    raw = exif.get(tag)
    if isinstance(raw, str):
        with suppress(UnicodeError):
            raw = raw.encode("latin-1").decode()
    text = clean(raw) if isinstance(raw, str | bytes) else ""
    return [text] if text else []


def _first(*values: list[str]) -> str:
    return next((value[0] for value in values if value), "")


def _joined(words: list[str], between: str, most: int) -> str:
    """As many whole words as there is room for, each once."""
    joined = ""
    for word in dict.fromkeys(filter(None, words)):
        longer = f"{joined}{between}{word}" if joined else word
        if len(longer) > most:
            break
        joined = longer
    return joined


def _licence(addresses: list[str]) -> str:
    for address in addresses:
        plain = re.sub(r"^https?://(www\.)?", "https://", address.strip()).rstrip("/") + "/"
        for licence, link in LICENCE_LINKS.items():
            if plain in (link, f"{link}legalcode/", f"{link}deed.en/"):
                return str(licence)
    return ""


def _date(texts: list[str]) -> date | None:
    """The first that is a day between the first photograph and today."""
    for text in texts:
        if match := re.match(r"(\d{4})[-:/.]?(\d\d)[-:/.]?(\d\d)", text):
            try:
                day = date(*map(int, match.groups()))
            except ValueError:
                continue
            if date(1826, 1, 1) <= day <= date.today():
                return day
    return None


def _country(texts: list[str]) -> str:
    for text in texts:
        code = countries.alpha2(text.upper()) or countries.by_name(text)
        if code:
            return str(code)
    return ""


def _point(xmp: Words, gps: dict[int, Any]) -> dict[str, Decimal]:
    """Latitude and longitude, or nothing where one is missing or out of bounds."""
    south_west = {"S", "W"}
    point = [
        _degrees(gps.get(tag + 1), gps.get(tag) in south_west) or _written(_first(xmp(name)))
        for tag, name in ((1, "exif:GPSLatitude"), (3, "exif:GPSLongitude"))
    ]
    if point[0] is None or point[1] is None or abs(point[0]) > 90 or abs(point[1]) > 180 or point == [0, 0]:
        return {}
    return dict(zip(("latitude", "longitude"), point, strict=True))  # type: ignore[arg-type]


def _degrees(parts: Any, negative: bool) -> Decimal | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = Decimal(f"{degrees + minutes / 60 + seconds / 3600:.5f}")
    except Exception:
        return None
    return (-value if negative else value) if value.is_finite() else None


def _written(text: str) -> Decimal | None:
    """“43,7.404N”, as XMP writes it."""
    match = re.fullmatch(r"(\d{1,3}),(\d{1,2}(?:\.\d{1,12})?)(?:,(\d{1,2}(?:\.\d{1,12})?))?([NSEW])", text)
    if match is None:
        return None
    degrees, minutes, seconds, side = match.groups()
    return _degrees((degrees, minutes, seconds or 0), side in "SW")
