"""`python -m bench.views`: the pictures of one view of a profile, against the same page made with Wagtail's image tags.

The page is ours in all three; only what stands for each picture differs. Wagtail's `{% picture %}` is given the widths,
formats, shape and `sizes` that we use, `{% image %}` one width; it has no shape of its own for a narrow window. The
whole page is scrolled through, so that every picture that waits is loaded. Beside the bytes stands how alike the
pictures are to their originals, for who sends less may show less. Wagtail is fetched from the registry into a virtual
environment that is thrown away.
"""

import io
import json
import re
import statistics
import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import django
from PIL import Image
from playwright.sync_api import Browser, Route, sync_playwright

django.setup()

from bench.__main__ import PORT, PROFILE  # noqa: E402
from bench.photos import lightness, ssim  # noqa: E402
from photos import renditions, specs  # noqa: E402
from photos.models import Photo, originals, uids_of  # noqa: E402
from tests.conftest import CHROMIUM_FLAGS  # noqa: E402
from tests.run import chromium_here  # noqa: E402

SITE = f"http://127.0.0.1:{PORT}"
WINDOWS: dict[str, dict[str, Any]] = {
    "390 px, 2×": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True},
    "1440 px": {"viewport": {"width": 1440, "height": 900}},
}
PICTURE = re.compile(r"<picture>.*?</picture>", re.DOTALL)
PRELOAD = re.compile(r'<link rel="preload" as="image"[^>]*>')


def main() -> None:
    make_files()
    page = fetched(PROFILE).decode()
    chromium = chromium_here()
    with tempfile.TemporaryDirectory() as folder:
        pages = {"ours": page, **with_wagtail(page, Path(folder))}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            seen = {
                (window, name): view(browser, html, Path(folder, "media"), **options)
                for window, options in WINDOWS.items()
                for name, html in pages.items()
            }
            browser.close()
        for (window, name), sent in seen.items():
            alike = statistics.mean(likeness(path, body) for path, body in sent.items())
            size = sum(map(len, sent.values())) / 1024
            print(
                f"  profile at {window:10} {name:13} {len(sent):2} pictures {size:6.0f} KB, SSIM {alike:.3f}",
                flush=True,
            )


def fetched(path: str) -> bytes:
    with urlopen(f"{SITE}{path}") as response:
        return bytes(response.read())


def make_files() -> None:
    """All sizes of the photos on the page: the demo has only the first of each at once."""
    for key in sorted(set(re.findall(r"/media/p/([0-9a-f]{12})/", fetched(PROFILE).decode()))):
        renditions.render(Photo.objects.get(uid__range=uids_of(key)))


def with_wagtail(page: str, folder: Path) -> dict[str, str]:
    """The page with each picture as Wagtail's tags write it, by the name of the tag."""
    Path(folder, "wanted.json").write_text(json.dumps(list(wanted(page))))
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "-qq", "install", "wagtail"], check=True)
    subprocess.run([python, Path(__file__).with_name("wagtail_tags.py"), folder], check=True, env={})
    tags = json.loads(Path(folder, "tags.json").read_text())
    bare = PRELOAD.sub("", page)
    return {name: PICTURE.sub(replacing([each[name] for each in tags]), bare) for name in tags[0]}


def replacing(markup: list[str]) -> Callable[[re.Match[str]], str]:
    each = iter(markup)
    return lambda found: next(each)


def wanted(page: str) -> Iterator[dict[str, object]]:
    """Each picture of the page, as Wagtail's tags need to know it."""
    for found in PICTURE.findall(page):
        image = found[found.index("<img") :]
        said = dict(re.findall(r'(\w+)="([^"]*)"', image))
        photo = Photo.objects.get(uid__range=uids_of(said["src"].split("/")[3]))
        yield {
            "file": originals().path(str(photo.file.name)),
            "alt": said["alt"],
            "sizes": said["sizes"],
            "ratio": int(said["width"]) / int(said["height"]),
        }


def view(browser: Browser, html: str, media: Path, **window: Any) -> dict[str, bytes]:
    """Each picture that a reader of the whole page is sent, by its path."""
    context = browser.new_context(**window)
    page = context.new_page()
    sent: dict[str, bytes] = {}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == PROFILE:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path.startswith("/wagtail/"):
            sent[path] = (media / path.removeprefix("/wagtail/")).read_bytes()
        elif path.startswith("/media/"):
            sent[path] = fetched(path)
        else:
            route.continue_()
        if path in sent:
            route.fulfill(body=sent[path], content_type=f"image/{path.rpartition('.')[2].replace('jpg', 'jpeg')}")

    page.route("**", answer)
    page.goto(f"{SITE}{PROFILE}", wait_until="networkidle")
    for image in page.locator("img:visible").all():
        image.scroll_into_view_if_needed()
    # Those that are hidden wait for ever.
    page.wait_for_function("[...document.images].every((image) => image.naturalWidth || !image.checkVisibility())")
    context.close()
    return sent


def likeness(path: str, body: bytes) -> float:
    """How alike this file is to the same part of its original at the same size."""
    sent = Image.open(io.BytesIO(body))
    original, box = source_of(path, sent.width / sent.height)
    return ssim(lightness(original.resize(sent.size, Image.Resampling.LANCZOS, box=box)), lightness(sent))


def source_of(path: str, ratio: float) -> tuple[Image.Image, specs.Box]:
    """The original of this file, and the part that it shows: Wagtail, told no focal point, takes the middle."""
    if path.startswith("/media/"):
        photo = Photo.objects.get(uid__range=uids_of(path.split("/")[3]))
        crop = next(file.crop for file in photo.renditions() if file.url == path)
        return Image.open(originals().path(str(photo.file.name))), next(specs.boxes(photo, crop))
    # It cuts long names.
    name = path.rpartition("/")[2].partition(".")[0]
    original = Image.open(next(Path(originals().path("")).glob(f"{name}*")))
    width, height = original.size
    wide, high = min(width, height * ratio), min(height, width / ratio)
    left, top = (width - wide) / 2, (height - high) / 2
    return original, (left, top, left + wide, top + high)


if __name__ == "__main__":
    main()
