"""The credit goes with every file, and nothing private does."""

import io
import struct

import pytest
from defusedxml import ElementTree
from django.core.files.storage import storages
from PIL import Image, IptcImagePlugin

from photos import renditions
from tests.pictures import plate, take_in

pytestmark = pytest.mark.django_db

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "rdf": RDF[1:-1],
}


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files_of(photo):
    """Every file of the photo: its rendition, its bytes and the opened picture."""
    renditions.render(photo)
    photo.refresh_from_db()
    for file in photo.renditions():
        with storages["default"].open(file.name) as stored:
            data = stored.read()
        yield file, data, Image.open(io.BytesIO(data))


def said(image, path):
    """The words at this path of the picture's XMP."""
    tree = ElementTree.fromstring(image.info["xmp"])
    found = tree.find(f".//{path}", NAMES)
    return None if found is None else "".join(found.itertext())


def test_every_file_of_every_format_says_who_made_it_and_on_what_terms():
    photo = take_in(plate(1400, 1000), credit="Věra <Example> & Co")
    page = f"http://testserver/photos/{photo.uid.hex[:12]}/"
    seen = set()
    for file, _, image in files_of(photo):
        seen.add((file.format, file.crop))
        assert said(image, "dc:creator") == "Věra <Example> & Co"
        assert said(image, "photoshop:Credit") == "Věra <Example> & Co · Example Trust"
        assert said(image, "dc:rights") == "© Example Trust"
        assert said(image, "xmpRights:UsageTerms") == "CC BY 4.0"
        assert said(image, "xmpRights:WebStatement") == "https://creativecommons.org/licenses/by/4.0/"
        assert said(image, "plus:LicensorURL") == said(image, "dc:source") == page
        assert set(image.getexif()) == {0x013B, 0x8298}
    assert {kind for kind, _ in seen} == {"avif", "webp", "jpeg"}
    assert {crop for _, crop in seen} == {"", "card", "hero", "square", "social"}


def test_a_jpeg_says_it_to_older_programs_too():
    photo = take_in(credit="Věra Example", rights_holder="")
    for file, _, image in files_of(photo):
        if file.format == "jpeg":
            iptc = IptcImagePlugin.getiptcinfo(image)
            assert iptc[(2, 80)].decode() == iptc[(2, 110)].decode() == "Věra Example"
            assert iptc[(2, 116)].decode() == "© Věra Example"


def test_a_name_longer_than_the_old_standard_allows_is_cut_between_letters():
    photo = take_in(credit="ěščřžýáíé" * 5)
    iptc = next(IptcImagePlugin.getiptcinfo(image) for file, _, image in files_of(photo) if file.format == "jpeg")
    assert iptc[(2, 80)].decode() == ("ěščřžýáíé" * 5)[:16]


def test_rights_that_are_managed_lead_to_our_page_and_what_is_public_claims_nothing():
    managed = take_in(licence="rights-managed")
    image = next(image for _, _, image in files_of(managed))
    assert said(image, "xmpRights:WebStatement") == said(image, "plus:LicensorURL")
    assert said(image, "xmpRights:Marked") == "True"
    public = take_in(licence="PDM-1.0")
    image = next(image for _, _, image in files_of(public))
    assert (said(image, "dc:rights"), said(image, "xmpRights:Marked")) == ("Public domain", "False")


def test_no_place_no_camera_and_no_exact_spot_are_in_any_file():
    photo = take_in(
        latitude="43.12345", longitude="131.54321", spot="Kedrovaya Pad, den 4", area="Primorye", country="RU"
    )
    for _, data, image in files_of(photo):
        assert not image.getexif().get_ifd(0x8825)
        for private in (b"43.12", b"131.54", b"Kedrovaya", b"GPS", b"Serial"):
            assert private not in data


def test_credits_weigh_little():
    photo = take_in()
    inside = renditions.credits.inside(photo)
    assert len(inside["xmp"]) + len(inside["exif"]) < 1800
    (length,) = struct.unpack(">H", renditions.credits.iim(photo)[2:4])
    assert length < 200
