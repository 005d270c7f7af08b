"""What Wagtail's image tags make of our originals; bench.views runs it where Wagtail is installed, and not we.

The folder it is given has `wanted.json`, a list of pictures: the file, the words of `alt`, `sizes`, and the ratio of
width to height that the page shows. It leaves the files under `media/` and, in `tags.json`, the markup of each.
"""

import json
import sys
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(sys.argv[1])
WIDTHS = (320, 640, 960, 1280, 1920, 2560)

settings.configure(
    SECRET_KEY="only for this run",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "wagtail.images",
        "wagtail.documents",
        "wagtail.admin",
        "wagtail.users",
        "wagtail",
        "taggit",
        "django.contrib.auth",
        "django.contrib.contenttypes",
    ],
    MEDIA_ROOT=FOLDER / "media",
    MEDIA_URL="/wagtail/",
    ROOT_URLCONF="",
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"libraries": {"wagtailimages_tags": "wagtail.images.templatetags.wagtailimages_tags"}},
        }
    ],
    WAGTAILADMIN_BASE_URL="http://127.0.0.1",
)
django.setup()

from django.core.files.images import ImageFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.template import engines  # noqa: E402
from wagtail.images.models import Image  # type: ignore[import-not-found] # noqa: E402

call_command("migrate", verbosity=0)


def markup(picture: dict[str, str], resized: str, tag: str, attributes: str) -> str:
    template = f"{{% load wagtailimages_tags %}}{{% {tag} image {resized} {attributes} alt=alt %}}"
    return engines["django"].from_string(template).render({"image": stored(picture["file"]), "alt": picture["alt"]})


_stored: dict[str, Image] = {}


def stored(file: str) -> Image:
    if file not in _stored:
        with Path(file).open("rb") as original:
            _stored[file] = Image.objects.create(title=Path(file).stem, file=ImageFile(original, Path(file).name))
    return _stored[file]


def filled(widths: tuple[int, ...], ratio: float) -> str:
    sizes = [f"{width}x{round(width / ratio)}" for width in widths]
    return f"fill-{{{','.join(sizes)}}}" if len(sizes) > 1 else f"fill-{sizes[0]}"


tags = [
    {
        "{% image %}": markup(each, filled((1280,), each["ratio"]), "image", 'loading="lazy"'),
        "{% picture %}": markup(
            each,
            f"format-{{avif,webp,jpeg}} {filled(WIDTHS, each['ratio'])}",
            "picture",
            f'loading="lazy" sizes="{each["sizes"]}"',
        ),
    }
    for each in json.loads(Path(FOLDER, "wanted.json").read_text())
]
Path(FOLDER, "tags.json").write_text(json.dumps(tags))
