"""Makes what tests need: complete rows, ready to be published, through the ORM and the verbs."""

from datetime import date
from itertools import count
from typing import Any

import msgspec
from django.contrib.auth.models import User

from newsroom.models import NewsItem, NewsPhoto
from photos.models import Photo, Rendition
from places.models import Place
from publishing import verbs
from sources.models import Source
from wcs_species import models as species_models
from wcs_species.models import Group, Species, SpeciesPhoto
from website.models import PlainPage

_number = count(1)


def make_user(username: str = "", **changes: Any) -> User:
    """Somebody who may do everything in the admin; the password is “walk on snow”."""
    given = {"is_staff": True, "is_superuser": True, "password": "walk on snow", **changes}
    return User.objects.create_user(username or f"editor-{next(_number)}", **given)


def make_source(**changes: Any) -> Source:
    return Source.objects.create(
        **{"title": "Counting leopards in the snow", "author": "A. Vitkalova", "year": 2018, **changes}
    )


def make_photo(**changes: Any) -> Photo:
    """A complete photo as if its renditions had been made; there are no files."""
    name = f"p/{next(_number):016x}"
    renditions = [
        Rendition(name=f"{name}-{width}.{kind}", format=kind, width=width, height=width * 5 // 8, size=1000)
        for kind in ("avif", "webp", "jpeg")
        for width in (320, 960, 1600)
    ]
    given = {
        "title": "A leopard walks on snow",
        "file": f"{name}.jpg",
        "alt_text": "A spotted cat on a snowy ridge",
        "caption": "A male on patrol.",
        "credit": "Julie Larsen Maher",
        "rights_holder": "WCS",
        "licence": "rights-managed",
        "is_complete": True,
        "width": 1600,
        "height": 1000,
        "recipe": "test",
        "rendition_list": msgspec.json.encode(renditions).decode(),
    }
    return Photo.objects.create(**{**given, **changes})


def make_species(**changes: Any) -> Species:
    """The Amur leopard, with one row at least in each part that a page needs."""
    given = {
        "common_name": "Amur leopard",
        "scientific_name": "Panthera pardus orientalis",
        "authority": "(Schlegel, 1857)",
        "slug": "amur-leopard",
        "rank": "subspecies",
        "summary": "A leopard built for snow.",
        "introduction": "<p>It walks on snow, between the sea and the hills.</p>",
        "last_photo_number": 1,
    }
    row = Species.objects.create(page=verbs.start_page("species"), **{**given, **changes})
    source = make_source()
    row.sources.add(source)
    row.groups.add(Group.objects.get_or_create(slug="cats", defaults={"name": "Cats"})[0])
    m = species_models
    m.Assessment.objects.create(species=row, category="CR", criteria="D", assessed="2008", source=source)
    series = m.Series.objects.create(species=row, counted="adults", area="Land of the Leopard", method="camera traps")
    m.Count.objects.create(
        species=row, series=series, year=2018, qualifier="exactly", low=84, is_headline=True, source=source
    )
    m.Measurement.objects.create(species=row, kind="weight", sex="male", low=32, high=48, unit="kg", source=source)
    m.FastFact.objects.create(species=row, text="Its winter coat is seven centimetres deep.", source=source)
    m.RangeCountry.objects.create(species=row, country="RU", source=source)
    threat = m.Threat.objects.create(species=row, title="Fire", text="Grass is burnt each spring.", source=source)
    action = m.Action.objects.create(species=row, title="Fire crews", text="With local government.", source=source)
    action.answers.add(threat)
    SpeciesPhoto.objects.create(species=row, photo=make_photo(), number=1)
    return _saved(row)


def make_place(**changes: Any) -> Place:
    given = {
        "name": "Southwest Primorye",
        "slug": "southwest-primorye",
        "kind": "landscape",
        "countries": "RU",
        "latitude": "43.0000",
        "longitude": "131.3000",
        "summary": "Oak hills between the sea and the border.",
        "body": "<p>Leopards and tigers share these hills.</p>",
    }
    if "photo" not in changes:
        given["photo"] = make_photo()
    return _saved(Place.objects.create(page=verbs.start_page("place"), **{**given, **changes}))


def make_news(**changes: Any) -> NewsItem:
    given = {
        "headline": "A leopard crosses the border",
        "slug": "a-leopard-crosses-the-border",
        "dek": "A camera in Hunchun sees a male known from Russia.",
        "dated": date(2026, 1, 15),
        "dateline": "VLADIVOSTOK, Russia",
        "body": "<p>It walked forty kilometres in two nights.</p>",
    }
    row = NewsItem.objects.create(page=verbs.start_page("news"), **{**given, **changes})
    NewsPhoto.objects.create(item=row, photo=make_photo())
    return _saved(row)


def make_plain_page(**changes: Any) -> PlainPage:
    given = {"title": "About us", "slug": "about", "lead": "Who we are.", "body": "<p>We save wild places.</p>"}
    return _saved(PlainPage.objects.create(page=verbs.start_page("plain"), **{**given, **changes}))


def _saved[Row: Any](row: Row) -> Row:
    verbs.save_draft(row, by=None)
    row.refresh_from_db()
    return row
