"""Files as people and attackers send them, good and bad, each with what must become of it.

A verdict is "taken", or words that the refusal must hold beside the name of the file.
"""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

TAKEN = "taken"
DAMAGED = "is damaged or incomplete"
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10))
    + b']><x:xmpmeta xmlns:x="adobe:ns:meta/">&j;</x:xmpmeta>'
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&a;</dc:title></rdf:Description>'
    b"</rdf:RDF></x:xmpmeta>"
)


def picture(number: int = 0, size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """A gradient, another for each number, so that no two files are the same."""
    shade = Image.linear_gradient("L").resize(size)
    channels = [shade.point([(value + number * 11 + turn * 80) % 256 for value in range(256)]) for turn in range(3)]
    return Image.merge("RGB", channels).convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """The PNG with one more chunk after its header."""
    return png[:33] + chunk(kind, data) + png[33:]


def bomb_png(width: int, height: int) -> bytes:
    rows = zlib.compress(b"\0" * (width // 8 + 1) * 100, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def many_scans(image: Image.Image, scans: int) -> bytes:
    """A progressive JPEG whose last scan comes so often again: each is a pass over the whole picture."""
    jpeg = encoded(image.convert("L"), progressive=True)
    return jpeg[:-2] + jpeg[jpeg.rfind(b"\xff\xda") : -2] * scans + jpeg[-2:]


def animated(kind: str) -> bytes:
    frames = [picture(number, (60, 60)) for number in range(3)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def files(number: int = 0) -> Iterator[tuple[str, bytes, str]]:
    """Name, content and verdict. Another number gives other pictures."""
    image = picture(number)
    jpeg, png = encoded(image, quality=90), encoded(image, "PNG")
    # Good ones
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        yield f"plain-{kind.lower()}", encoded(image, kind), TAKEN
    yield "progressive.jpg", encoded(image, progressive=True), TAKEN
    yield "greys.jpg", encoded(image.convert("L")), TAKEN
    yield "inks.jpg", encoded(image.convert("CMYK")), TAKEN
    yield "sixteen-bits.png", encoded(Image.new("I;16", (90, 60), 0x8000 + number), "PNG"), TAKEN
    yield "palette.png", encoded(image.quantize(16), "PNG"), TAKEN
    yield "see-through.png", encoded(image.convert("RGBA"), "PNG"), TAKEN
    yield "one-bit.tif", encoded(image.convert("1"), "TIFF", compression="group4"), TAKEN
    yield "one-pixel.png", encoded(picture(number, (1, 1)), "PNG"), TAKEN
    yield "a-line.png", encoded(picture(number, (20_000, 1)), "PNG"), TAKEN
    yield "two-pages.tif", encoded(image, "TIFF", save_all=True, append_images=[picture(number + 1)]), TAKEN
    # Names decide nothing and lead nowhere
    yield "mislabelled.jpg", png, TAKEN
    yield "no-extension", jpeg, TAKEN
    yield "../../etc/passwd.jpg", jpeg, TAKEN
    yield "tiger\0.jpg", jpeg, TAKEN
    yield "\u202egpj.tiger.exe", jpeg, TAKEN
    yield "t" * 300 + ".jpg", jpeg, TAKEN
    yield "<img src=x onerror=alert(1)>.jpg", jpeg, TAKEN
    # Two things at once: what is a picture is made plain, the rest is refused
    yield "page.jpg", jpeg + b"<html><script>alert(1)</script></html>", TAKEN
    yield "comment.jpg", encoded(image, comment=b"<script>alert(1)</script>"), TAKEN
    yield "archive.png", png + b"PK\x03\x04" + b"\0" * 60, TAKEN
    yield "script.gif", b"GIF89a/*" + b"\0" * 50 + b"*/=1;alert(1)", "is a GIF"
    yield "vector.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is an SVG"
    yield "document.jpg", b"%PDF-1.7\n", "is a PDF"
    yield "phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC"
    yield "words.jpg", b"A tiger walked by.", "is not a picture we can read"
    yield "nothing.jpg", b"", "is not a picture we can read"
    # Metadata that would hurt
    for name, packet in (("laughs.jpg", BILLION_LAUGHS), ("outside.jpg", OUTSIDE), ("rubbish.jpg", b"<x>\0\xff")):
        yield name, encoded(image, xmp=packet), TAKEN
    yield "huge-xmp.webp", encoded(image, "WEBP", xmp=b"<x>" + b"a" * 3_000_000 + b"</x>"), TAKEN
    yield "rubbish-exif.jpg", encoded(image, exif=b"Exif\0\0II*\0\xff\xff\xff\xff"), TAKEN
    yield "rubbish-profile.jpg", encoded(image, icc_profile=b"rubbish" * 100), TAKEN
    yield "long-exif.png", with_chunk(png, b"eXIf", b"II*\0" + b"\xff" * 2_000_000), TAKEN
    text = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"a" * 80_000_000, 1)
    yield "text-bomb.png", with_chunk(png, b"iTXt", text), DAMAGED
    profile = b"icc\0\0" + zlib.compress(b"\0" * 200_000_000, 1)
    yield "profile-bomb.png", with_chunk(png, b"iCCP", profile), DAMAGED
    nested = b"<dc:title>" * 12_000 + b"</dc:title>" * 12_000
    nested = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/">%s</x:xmpmeta>' % nested
    yield "nested-xmp.webp", encoded(image, "WEBP", xmp=nested), TAKEN
    # Too much, too little, moving
    yield "144-megapixels.png", bomb_png(12_000, 12_000), "has more than 60 megapixels"
    yield "giga.png", bomb_png(60_000, 60_000), "has more than 60 megapixels"
    yield "heavy.jpg", jpeg + b"\0" * (31 * 1024 * 1024), "has 32 MB"
    yield "many-scans.jpg", many_scans(image, 200), DAMAGED
    # Its rows end early but in good order: the others are black.
    yield "short-rows.png", bomb_png(4_000, 4_000), TAKEN
    for kind, data in (("jpg", jpeg), ("png", png), ("webp", encoded(image, "WEBP")), ("avif", encoded(image, "AVIF"))):
        yield f"half.{kind}", data[: len(data) // 2], DAMAGED
    yield "only-header.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", DAMAGED
    for kind in ("PNG", "WEBP", "AVIF"):
        yield f"moves.{kind.lower()}", animated(kind), "is animated"
    yield "moves.gif", animated("GIF"), "is a GIF"
    yield "heights.tif", encoded(Image.new("F", (40, 40), number), "TIFF"), "holds measurements"
