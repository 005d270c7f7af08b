"""What a sent file says of its picture is proposed, cleaned and bounded."""

from datetime import date
from decimal import Decimal

import pytest
from PIL import Image, PngImagePlugin

from photos import credits, uploads
from photos.models import Photo
from tests import hostile
from tests.pictures import file_of, plate

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:State="Primorsky Krai" photoshop:City="Barabash" photoshop:Country="Russia"
 photoshop:DateCreated="2019-02-28T06:30:00+10:00" Iptc4xmpCore:Location="Kedrovaya Pad, den 4"
 xmpRights:WebStatement="http://creativecommons.org/licenses/by-nc/4.0" exif:GPSLatitude="43,6.3N"
 exif:GPSLongitude="131,30,36E">
<dc:creator><rdf:Seq><rdf:li>V\u011bra\u202e Example</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="en">\u00a9 2019 Example Trust. All rights reserved.</rdf:li></rdf:Alt></dc:rights>
<dc:title><rdf:Alt><rdf:li xml:lang="de">Leopard auf Schnee</rdf:li><rdf:li xml:lang="x-default">Leopard on
 snow</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="en">A male crosses a frozen stream.</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>leopard</rdf:li><rdf:li>snow</rdf:li><rdf:li>leopard</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()
SAYS = {
    "title": "Leopard on snow",
    "caption": "A male crosses a frozen stream.",
    "keywords": "leopard, snow",
    "credit": "Věra Example",
    "rights_holder": "Example Trust",
    "licence": "CC-BY-NC-4.0",
    "taken_on": date(2019, 2, 28),
    "country": "RU",
    "area": "Primorsky Krai",
    "spot": "Kedrovaya Pad, den 4, Barabash",
    "latitude": Decimal("43.10500"),
    "longitude": Decimal("131.51000"),
}


def proposed(kind="JPEG", **options):
    return uploads.take_in(file_of(plate(), kind=kind, **options)).proposed


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_xmp_is_read_from_every_format(kind):
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    options = {"TIFF": {"tiffinfo": {700: XMP}}, "PNG": {"pnginfo": text}}
    assert proposed(kind, **options.get(kind, {"xmp": XMP})) == SAYS


def test_a_file_without_words_proposes_nothing():
    assert proposed() == {}


def test_exif_says_who_when_and_where():
    exif = Image.Exif()
    exif[0x013B], exif[0x8298], exif[0x010E] = "Věra".encode(), b"Copyright Trust", "OLYMPUS DIGITAL CAMERA"
    exif.get_ifd(0x8769)[0x9003] = "2021:07:04 12:00:00"
    exif.get_ifd(0x8825).update({1: "S", 2: (43.0, 6.0, 18.0), 3: "W", 4: (131.0, 30.0, 0.0)})
    assert proposed(exif=exif) == {
        "credit": "Věra",
        "rights_holder": "Trust",
        "taken_on": date(2021, 7, 4),
        "latitude": Decimal("-43.10500"),
        "longitude": Decimal("-131.50000"),
    }


def test_iptc_is_read_where_there_is_nothing_newer():
    segment = credits.iim(Photo(credit="Věra Example", rights_holder="Trust", licence="CC-BY-4.0"))
    assert proposed(extra=segment) == {"credit": "Věra Example", "rights_holder": "Trust"}
    assert proposed(extra=segment, xmp=XMP)["rights_holder"] == "Example Trust"


@pytest.mark.parametrize("packet", [hostile.BILLION_LAUGHS, hostile.OUTSIDE, b"<x>", b"\xff" * 100])
def test_xml_that_would_hurt_says_nothing(packet):
    assert proposed(xmp=packet) == {}


def test_what_is_too_long_is_cut_and_what_cannot_be_is_left_out():
    long = XMP.replace(b"A male", b"A" * 4000).replace(b"2019-02-28", b"2919-02-28").replace(b"43,6.3N", b"430,6.3N")
    says = proposed("WEBP", xmp=long)
    assert len(says["caption"]) == 300
    assert not {"taken_on", "latitude", "longitude"} & set(says)
    words = b"".join(b"<rdf:li>word-%d</rdf:li>" % number for number in range(1000))
    keywords = proposed("WEBP", xmp=XMP.replace(b"<rdf:li>snow</rdf:li>", words))["keywords"]
    assert len(keywords) <= 500
    assert keywords.endswith("-52") or keywords.split(", ")[-1].startswith("word-")
    Photo(**{**says, "file": "x", "keywords": keywords}).clean_fields()
