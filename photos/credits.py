"""Who made a picture and on what terms it may be used, as every file of it carries inside.

XMP in each format (IPTC Core and PLUS property names), Exif in each, and IPTC-IIM in JPEG, which older programs read.
Nothing else is written: no place, no camera.
"""

import struct
from typing import Any

from django.conf import settings
from django.utils.html import escape
from PIL import Image

from photos.choices import LICENCE_LINKS, Licence
from photos.models import Photo

# What is written inside; a change of one makes all files anew.
FIELDS = frozenset({"credit", "rights_holder", "licence"})

_ARTIST, _COPYRIGHT = 0x013B, 0x8298
_UTF_8, _VERSION, _BY_LINE, _CREDIT, _NOTICE = (1, 90), (2, 0), (2, 80), (2, 110), (2, 116)
# Bytes, by the IIM standard; the whole words are in the XMP.
_LIMITS = {_BY_LINE: 32, _CREDIT: 32, _NOTICE: 128}


def page_of(photo: Photo) -> str:
    """The address that leads to the page which shows the photo, whichever that is when somebody follows it."""
    return f"{settings.SITE_URL}/photos/{photo.key}/"


def notice(photo: Photo) -> str:
    """The copyright notice; empty where neither photographer nor rights holder is known."""
    if photo.licence in {Licence.CC0, Licence.PUBLIC_DOMAIN}:
        return "Public domain"
    holder = photo.rights_holder or photo.credit
    return holder if not holder or holder.startswith("©") else f"© {holder}"


def inside(photo: Photo) -> dict[str, Any]:
    """What Pillow is to write into a file of any format."""
    exif = Image.Exif()
    for tag, words in ((_ARTIST, photo.credit), (_COPYRIGHT, notice(photo))):
        if words:
            # As bytes: Pillow writes a str as ASCII, with question marks for the rest.
            exif[tag] = words.encode()
    return {"xmp": xmp(photo), "exif": exif.tobytes() if len(exif) else b""}


def xmp(photo: Photo) -> bytes:
    """An XMP packet, without the padding that an editor in place would need."""
    licence = LICENCE_LINKS.get(Licence(photo.licence), "") if photo.licence else ""
    public = photo.licence in {Licence.CC0, Licence.PUBLIC_DOMAIN}
    page = page_of(photo)
    parts = [
        f"<dc:creator><rdf:Seq><rdf:li>{escape(photo.credit)}</rdf:li></rdf:Seq></dc:creator>" if photo.credit else "",
        _words("dc:rights", notice(photo)),
        _text("photoshop:Credit", photo.credit_line),
        _text("xmpRights:Marked", "False" if public else "True") if photo.licence else "",
        _bag("xmpRights:Owner", photo.rights_holder),
        _words("xmpRights:UsageTerms", photo.get_licence_display()),
        _text("xmpRights:WebStatement", licence or page),
        f'<cc:license rdf:resource="{escape(licence)}"/>' if licence else "",
        '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">'
        f"{_text('plus:LicensorURL', page)}</rdf:li></rdf:Seq></plus:Licensor>",
        _text("dc:source", page),
    ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        ' xmlns:cc="http://creativecommons.org/ns#" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">'
        f"{''.join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def iim(photo: Photo) -> bytes:
    """The JPEG segment that holds IPTC-IIM."""
    records = [(_UTF_8, b"\x1b%G"), (_VERSION, b"\0\4")]
    for number, words in ((_BY_LINE, photo.credit), (_CREDIT, photo.credit_line), (_NOTICE, notice(photo))):
        if words:
            # A letter cut in two at the limit is left out.
            cut = words.encode()[: _LIMITS[number]].decode(errors="ignore")
            records.append((number, cut.encode()))
    data = b"".join(struct.pack(">BBBH", 0x1C, *number, len(value)) + value for number, value in records)
    block = b"Photoshop 3.0\0" + b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(data)) + data + b"\0" * (len(data) % 2)
    return b"\xff\xed" + struct.pack(">H", len(block) + 2) + block


def _text(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _bag(name: str, value: str) -> str:
    return f"<{name}><rdf:Bag><rdf:li>{escape(value)}</rdf:li></rdf:Bag></{name}>" if value else ""


def _words(name: str, value: str) -> str:
    """In no particular language."""
    if not value:
        return ""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt></{name}>'
