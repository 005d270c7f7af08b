"""Uploads: a picture is decided by its content, made safe, and refused in words where it cannot be."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from photos import uploads
from photos.uploads import UploadRefused
from tests.pictures import file_of, plate


def refusal(file):
    with pytest.raises(UploadRefused) as refused:
        uploads.take_in(file)
    return str(refused.value)


def test_a_gif_is_refused_by_what_it_is_not_by_its_name():
    assert refusal(file_of(plate(), "tiger.jpg", "GIF")) == (
        "tiger.jpg is a GIF; send a JPEG, PNG, WebP, AVIF or TIFF."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is an SVG"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC"),
        (b"GIF89a/*" + b"\0" * 50 + b"*/=1;alert(1)", "is a GIF"),
        (b"just words", "is not a picture we can read"),
        (b"", "is not a picture we can read"),
        (b"\xff\xd8\xff\xe0 not a picture", "animal.jpg is"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "animal.jpg is"),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data, words):
    assert words in refusal(SimpleUploadedFile("animal.jpg", data))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_before_it_is_decoded():
    image = Image.new("1", (12_000, 6_000))
    assert "bomb.png has more than 60 megapixels" in refusal(file_of(image, "bomb.png", "PNG"))


def test_a_larger_bomb_is_refused_too():
    image = Image.new("1", (16_000, 16_000))
    assert "bomb.tif has more than 60 megapixels" in refusal(file_of(image, "bomb.tif", "TIFF", compression="group4"))


def test_a_file_of_too_many_bytes_is_refused():
    assert "heavy.jpg has 31 MB" in refusal(SimpleUploadedFile("heavy.jpg", b"\xff" * (31 * 1024 * 1024)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_a_truncated_picture_is_refused(kind):
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    whole = file_of(noise, "half.jpg", kind).read()
    assert "half.jpg is damaged or incomplete" in refusal(SimpleUploadedFile("half.jpg", whole[: len(whole) // 2]))


def test_an_animation_is_refused():
    frames = [plate(colour=colour) for colour in ("red", "blue")]
    file = file_of(frames[0], "moves.webp", "WEBP", save_all=True, append_images=frames[1:])
    assert refusal(file) == "moves.webp is animated; send a still picture."


def test_nothing_hidden_in_a_picture_is_kept():
    exif = Image.Exif()
    exif[0x0110] = "Spycam 3000"
    exif.get_ifd(0x8825)[2] = (43.0, 6.0, 0.0)
    sent = file_of(plate(), exif=exif, comment=b"alert(1)", xmp=b"<x>secret</x>").read() + b"<script>alert(1)</script>"
    upload = uploads.take_in(SimpleUploadedFile("leopard.jpg", sent))
    kept = upload.read()
    for hidden in (b"Spycam", b"alert", b"secret", b"Exif"):
        assert hidden in sent
        assert hidden not in kept
    image = Image.open(io.BytesIO(kept))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_a_picture_taken_sideways_stands_upright(kind):
    image = plate(200, 100, "red")
    image.paste("blue", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    upload = uploads.take_in(file_of(image, "side.jpg", kind, exif=exif))
    assert (upload.width, upload.height) == (100, 200)
    red, _, blue = Image.open(upload).getpixel((50, 20))
    assert blue > 200 > red


def test_a_large_picture_is_made_smaller_and_a_small_one_stays():
    assert uploads.take_in(file_of(plate(4800, 1200))).width == 3200
    assert uploads.take_in(file_of(plate(48, 12))).width == 48


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert uploads.take_in(file_of(image, kind="PNG")).colour == "#ffffff"


def test_sixteen_bits_are_not_clipped_to_white():
    image = Image.new("I;16", (100, 100), 0x8000)
    assert uploads.take_in(file_of(image, kind="PNG")).colour == "#808080"


def test_inks_become_colours():
    image = Image.new("CMYK", (100, 100), (0, 255, 255, 0))
    assert uploads.take_in(file_of(image)).colour == "#ff0000"


def test_colours_of_another_space_are_converted():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A space in which red and green have changed places.
    swapped = profile.replace(b"rXYZ", b"gXYZ", 1).replace(b"gXYZ", b"rXYZ", 2).replace(b"rXYZ", b"gXYZ", 1)
    assert uploads.take_in(file_of(plate(colour="#ff0000"), icc_profile=swapped)).colour.startswith("#00f")


def test_a_broken_colour_profile_does_no_harm():
    assert uploads.take_in(file_of(plate(), icc_profile=b"rubbish")).colour == uploads.take_in(file_of(plate())).colour


@pytest.mark.parametrize(
    ("colour", "accent"),
    [("#b5651d", "umber"), ("#2e6b34", "moss"), ("#1f5fa8", "slate"), ("#888888", "slate"), ("#d9a400", "ochre")],
)
def test_the_accent_is_the_one_nearest_to_the_picture(colour, accent):
    assert uploads.take_in(file_of(plate(colour=colour))).accent == accent
