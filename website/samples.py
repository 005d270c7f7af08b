"""Made-up content for the style guide: documents and pictures as templates get them, with no row and no file behind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.templatetags.static import static

from campaigns.ledger import Number
from campaigns.models import Appeal, AppealAmount, Banner, Campaign
from campaigns.panels import Asking, Shown
from newsroom.documents import NewsCard, NewsPage
from newsroom.lists import Listed
from photos.choices import Licence
from photos.models import Rendition
from photos.pictures import PhotoUse, Picture
from places.documents import PlaceCard
from publishing.models import Edition
from sources.documents import SourceNote
from wcs_species import charts, wording
from wcs_species.choices import Category
from wcs_species.documents import (
    ActionText,
    CountPoint,
    Country,
    CountSeries,
    Fact,
    GroupLink,
    Headline,
    Identifier,
    LegalListing,
    Name,
    PlaceLink,
    RedList,
    Size,
    SpeciesCard,
    SpeciesProfile,
    ThreatText,
    TrendNote,
    UndatedCount,
)
from website.documents import DownloadLink, PlainPageText, VideoLink
from website.glossary import Glossary, Glosser
from website.models import SiteSettings, Term
from website.panels import Link

GUIDE = "/styleguide/"
NAMES = UUID("7b0f4f0e-8d1c-4c3e-9a53-6d7a3a0c5f11")
SHAPES = {"landscape": (1600, 1000), "portrait": (800, 1200), "panorama": (2400, 600)}
ACCENTS = ("ochre", "rust", "umber", "moss", "teal", "slate")
# As long as the field takes: 120 characters.
LONG_NAME = (
    "Northwestern lowland giant golden-crowned reticulated forest-dwelling "
    "hare-wallaby of the outermost Abrolhos Islands now"
)
MOMENT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def uid(name: str) -> UUID:
    """The same for the same name, always."""
    return uuid5(NAMES, name)


def picture(shape: str = "landscape", *, number: int = 1, accent: str = "ochre", caption: str = "") -> Picture:
    """A drawing of static/img in that shape, with everything a photograph has."""
    width, height = SHAPES[shape]
    url = static(f"img/sample-{shape}.svg")
    words = caption or f"The lines of a hill, drawn as a {shape}."
    return Picture(
        use=PhotoUse(photo=uid(f"photo {number}"), number=number, caption=words),
        title=f"A hill, {shape}",
        alt=f"Lines around a hill, drawing {number} in the shape of a {shape}",
        caption=words,
        place="",
        credit="A. Draughtswoman",
        by_organisation=False,
        rights_holder="Example Press",
        credit_line="A. Draughtswoman · Example Press",
        licence=Licence.CC0,
        may_download=False,
        terms="",
        crops={},
        largest=Rendition(name="sample.jpg", format="jpeg", width=width, height=height, size=120_000),
        licence_label="Public domain (CC0)",
        licence_url="",
        width=width,
        height=height,
        accent=accent,
        colour="#c9b98f",
        formats=[],
        src=url,
        srcset=f"{url} {width}w",
        large=url,
        social=url,
    )


SOURCES = (
    SourceNote(number=1, title="A count of wallabies", url="https://example.org/count", author="Ada Marsh", year=2024),
    SourceNote(
        number=2,
        title="The Red List of what was seen on a very long walk along the whole of the outer coast, with maps",
        publisher="Office of Maps",
        year=2021,
        accessed_on=date(2026, 3, 1),
    ),
    SourceNote(number=3, title="A letter without a date"),
)
HEADLINE = Headline(
    phrase="480–540", counted="adults", year=2024, area="Outer islands", method="counted at dusk", source=1
)


def status(category: str = "EN", **changes: Any) -> RedList:
    label = str(Category(category).label)
    given = {"uid": uid(f"status {category}"), "category": category, "label": label, "assessed": "2021-06", "source": 2}
    return RedList(**{**given, **changes})


def count(year: int, qualifier: str, low: int | None, high: int | None = None, **changes: Any) -> CountPoint:
    return CountPoint(uid=uid(f"count {year} {low}"), year=year, qualifier=qualifier, low=low, high=high, **changes)


SERIES = (
    CountSeries(
        uid=uid("series 1"),
        counted="adults",
        area="Outer islands",
        method="counted at dusk",
        detail="from four boats, on one evening in March",
        counts=(
            count(2004, "at least", 210, source=1, note="Two of the four boats went out."),
            count(2014, "about", 400, source=1, comparable="no", note="The area was larger."),
            count(2024, "exactly", 480, 540, source=1, comparable="yes", is_headline=True),
        ),
    ),
    CountSeries(
        uid=uid("series 2"),
        counted="nests",
        area="One bay",
        counts=(count(1999, "fewer than", None, 1200, source=3),),
        undated=(UndatedCount(uid=uid("undated"), qualifier="about", low=900, note="On a postcard.", source=3),),
    ),
)


def threat(name: str, title: str, text: str = "", **changes: Any) -> ThreatText:
    return ThreatText(uid=uid(name), title=title, text=text, **changes)


def action(name: str, title: str, text: str = "", **changes: Any) -> ActionText:
    return ActionText(uid=uid(name), title=title, text=text, **changes)


THREATS = (
    threat(
        "fire",
        "Grass fires in the dry months",
        "Grass is burnt each spring, and the fire runs into the scrub where it hides by day.",
        code="7.1",
        code_name="Fire and fire suppression",
        timing="ongoing",
        timing_name="Ongoing",
        source=1,
    ),
    threat("cats", "Cats gone wild", "One female was seen with three cubs."),
    threat("sea", "The sea rises", "", timing="future", timing_name="Only in the future"),
)
ACTIONS = (
    action(
        "crews",
        "Fire crews",
        "Two crews of six watch the grass from February to May.",
        code_name="Site management",
        since=2011,
        place="Outer islands",
        answers=(uid("fire"),),
        result="No fire has reached the scrub since 2019.",
        source=1,
    ),
    action("breaks", "Strips without grass", since=2006, until=2008, answers=(uid("fire"),)),
    action("school", "A school on a boat", "It calls at every island once a month.", since=2022),
)


def size(name: str, kind: str, label: str, sex: str, low: str, high: str, unit: str, source: int | None = None) -> Size:
    ends = Decimal(low), Decimal(high)
    metric, imperial = wording.metric(*ends, unit), wording.imperial(*ends, unit)
    return Size(
        uid=uid(name),
        kind=kind,
        label=label,
        sex=sex,
        metric=metric,
        imperial=imperial,
        low=ends[0],
        high=ends[1],
        unit=unit,
        source=source,
    )


def profile(**changes: Any) -> SpeciesProfile:
    """A species that is not there, with something in every part of its page."""
    whole = SpeciesProfile(
        uid=uid("species"),
        path=f"{GUIDE}whole/",
        common_name="Island hare-wallaby",
        scientific_name="Lagorchestes insularis",
        authority="(Marsh, 1899)",
        rank="species",
        classification=(("order", "Diprotodontia"), ("family", "Macropodidae")),
        summary="A small wallaby of dry islands that comes out at dusk. There were 480 to 540 adults in 2024.",
        introduction="<p>It stands as high as a hare and leaps as far as a horse.</p><h2>By day</h2>"
        "<p>It lies in a form under scrub, and will not move until it is nearly trodden on.</p>",
        groups=(GroupLink(uid=uid("group"), name="Marsupials", slug="marsupials"),),
        names=tuple(
            Name(uid=uid(f"name {language}"), name=name, language=language, language_name=told, source=2)
            for name, language, told in (
                ("Inselhasenkänguru", "de", "German"),
                ("كنغر الجزر الأرنبي", "ar", "Arabic"),
                ("Островной заячий кенгуру", "ru", "Russian"),
                ("岛屿兔袋鼠", "zh", "Chinese"),
            )
        ),
        identifiers=(Identifier(scheme="gbif", label="GBIF", value="0000000", url="https://example.org/0000000"),),
        red_list=(status(), status("VU", assessed="", published=1996, source=3, criteria="D2")),
        listings=(
            LegalListing(
                uid=uid("cites"), convention="CITES", appendix="I", adopted="1973", in_force="1975-07-01", source=2
            ),
        ),
        trend=TrendNote(direction="decreasing", label="Decreasing", as_of=2021, source=2),
        series=SERIES,
        headline=HEADLINE,
        sizes=(
            size("w1", "weight", "Weight", "male", "1.8", "2.4", "kg"),
            size("w2", "weight", "Weight", "female", "1.6", "1.6", "kg", source=1),
            size("body", "head-body", "Head and body", "any", "31", "39", "cm"),
            size("shoulder", "shoulder height", "Height at the shoulder", "any", "30", "30", "cm"),
            Size(
                uid=uid("tail"),
                kind="tail",
                label="Length of tail",
                sex="any",
                metric="up to 40 cm",
                imperial="up to 16 in",
                as_printed="as long as sixteen inches",
            ),
        ),
        fast_facts=(
            Fact(uid=uid("fact 1"), text="It drinks nothing: dew on grass is enough.", source=1),
            Fact(uid=uid("fact 2"), text="A mature individual is a year old.", source=2),
        ),
        habitats=(Fact(uid=uid("habitat"), text="Grass and low scrub, up to 200 m above the sea.", source=2),),
        countries=(
            Country(uid=uid("au"), code="AU", name="Australia", presence="present", source=2),
            Country(uid=uid("id"), code="ID", name="Indonesia", presence="extinct"),
        ),
        threats=THREATS,
        actions=ACTIONS,
        places=(PlaceLink(uid=uid("place"), name="Outer islands"),),
        sources=SOURCES,
    )
    return msgspec.structs.replace(whole, **changes)


def news(number: int = 1, *, shape: str = "", **changes: Any) -> Listed:
    """An item of a list, with a picture of that shape or with none."""
    given = {
        "title": "Four boats count wallabies in one evening",
        "summary": "It took a year to prepare and an hour to do.",
        "path": f"{GUIDE}news/",
        "kind": "news",
        "listed_on": date(2026, 3, number),
    }
    edition = Edition(**{**given, **changes})
    return Listed(edition, NewsCard(kind="Story"), picture(shape, number=number) if shape else None)


def news_page() -> NewsPage:
    return NewsPage(
        uid=uid("news"),
        path=f"{GUIDE}news/",
        kind="release",
        kind_label="Press release",
        headline="Four boats count wallabies in one evening",
        dated=date(2026, 3, 5),
        dek="It took a year to prepare and an hour to do.",
        dateline="GERALDTON, Australia",
        byline="Ada Marsh",
        body="<p>At six the boats were in place.</p><blockquote><p>We saw more eyes than stars.</p></blockquote>"
        "<ul><li>480 counted</li><li>60 perhaps counted twice</li></ul>",
        sources=SOURCES[:1],
    )


type Card = tuple[Edition, SpeciesCard, Picture | None]


def card(number: int, name: str, *, shape: str = "", category: str = "EN", **changes: Any) -> Card:
    edition = Edition(kind="species", path=f"{GUIDE}whole/", title=name, facet=category)
    given: dict[str, Any] = {
        "scientific_name": "Lagorchestes insularis",
        "category": category,
        "category_label": str(Category(category).label) if category else "",
        "assessed": 2021 if category else None,
        "headline": HEADLINE,
        "countries": ("Australia", "Indonesia"),
    }
    accent = ACCENTS[number % len(ACCENTS)]
    return edition, SpeciesCard(**{**given, **changes}), picture(shape, number=number, accent=accent) if shape else None


def cards() -> list[Card]:
    """The label in its small size: usual, with too much, with too little."""
    long_count = Headline(phrase="fewer than 1,200", counted="mature individuals", year=2019, area="The whole range")
    many = tuple(f"Country {number}" for number in range(1, 13))
    return [
        card(0, "Island hare-wallaby", shape="landscape"),
        card(1, "A portrait", shape="portrait", category="CR"),
        card(2, "A panorama", shape="panorama", category="VU", headline=long_count, countries=many),
        card(3, LONG_NAME, shape="landscape", scientific_name="Lagorchestes hirsutus septentrionalis-occidentalis"),
        card(4, "Without a photo"),
        card(5, "Without a count", shape="landscape", headline=None, category="DD"),
        card(6, "Not assessed", shape="landscape", category="", countries=()),
        card(7, "A name and nothing else", category="", headline=None, countries=()),
    ]


def places() -> list[tuple[Edition, PlaceCard, Picture | None]]:
    edition = Edition(
        kind="place", path=f"{GUIDE}whole/", title="Outer islands", summary="Grass, wind and 200 beaches."
    )
    bare = Edition(kind="place", path=f"{GUIDE}whole/", title="A place without a picture")
    return [
        (edition, PlaceCard(kind="Seascape", countries=("Australia",)), picture("panorama", accent="teal")),
        (bare, PlaceCard(kind="Country"), None),
    ]


def found() -> list[Edition]:
    """What search or a lost reader is shown, one of each kind."""
    return [
        Edition(
            kind="species", facet="EN", path=f"{GUIDE}whole/", title="Island hare-wallaby", summary="A small wallaby."
        ),
        Edition(kind="news", listed_on=date(2026, 3, 5), path=f"{GUIDE}news/", title="Four boats count wallabies"),
        Edition(kind="place", path=f"{GUIDE}whole/", title="Outer islands", summary="Grass, wind and 200 beaches."),
        Edition(kind="plain", path=f"{GUIDE}plain/", title="A plain page"),
    ]


def edition_of(number: int = 3, *, path: str = f"{GUIDE}whole/", past: bool = False) -> Edition:
    found = Edition(number=number, path=path, title="Island hare-wallaby", in_force_from=MOMENT, kind="species")
    if past:
        found.is_past, found.in_force_until = True, datetime(2026, 4, 1, tzinfo=UTC)
    return found


def campaign() -> Shown:
    words = Campaign(
        uid=uid("campaign"),
        title="The hare-wallaby in two counts",
        slug="hare-wallaby",
        text="Each number is true of its own area and method.\n\nThey are two pictures, not one line.",
        link_title="Give",
    )
    numbers = tuple(
        Number(name="hare-wallaby", path=f"{GUIDE}whole/", series=series, point=point, source=source, against=against)
        for series, point, source, against in (
            (SERIES[1], SERIES[1].counts[0], SOURCES[2], ""),
            (SERIES[0], SERIES[0].counts[2], SOURCES[0], "Another area or another method."),
        )
    )
    return Shown(campaign=words, numbers=numbers, chart=charts.of_series(SERIES[0]), picture=picture())


def appeal() -> dict[str, Any]:
    words = Appeal(title="A fifth boat", text="With one boat more the count ends before the moon is up.", button="Give")
    amounts = [AppealAmount(appeal=words, amount=amount, buys=buys) for amount, buys in ((10, "oars"), (2_500, ""))]
    return {"asking": Asking(appeal=words, picture=picture(), amounts=amounts)}


def banner() -> dict[str, Any]:
    return {"banner": Banner(text="The count is on 7 March.", link_title="Come along", link_url=f"{GUIDE}news/")}


def plain_page() -> PlainPageText:
    use = PhotoUse(photo=uid("photo 1"))
    return PlainPageText(
        uid=uid("plain"),
        path=f"{GUIDE}plain/",
        title="A plain page",
        lead="With everything that a plain page can carry.",
        body="<h2>A heading</h2><p>Text with <a href='/species/'>a link</a>, "
        "<strong>weight</strong> and <em>stress</em>.</p><h3>Below it</h3><ol><li>One</li><li>Two</li></ol>",
        downloads=(
            DownloadLink(
                uid=uid("pdf"), title="Annual report 2025", name="annual-report.pdf", size=1_250_000, pages=48
            ),
        ),
        videos=(
            VideoLink(title="An evening in a boat", url="https://example.org/film", length="3 min 20 s", poster=use),
        ),
        has_press_contact=True,
    )


def terms() -> list[Term]:
    return [
        Term(word="mature individual", slug="mature-individual", meaning="An animal old enough to have young."),
        Term(word="subspecies", slug="subspecies", meaning="A kind within a kind, in a part of the range of its own."),
    ]


def frame() -> dict[str, Any]:
    """The frame of the pages of an organisation that is not there."""
    site = SiteSettings(
        name="Example Fund for Wildlife",
        tagline="Nothing here is real",
        mission="This page shows every part of the site with content made up for it.",
        charity_number="0000000",
        postal_address="1 Heron Lane\nExampleford EX0 0XX",
        email="hello@example.org",
        donate_url=GUIDE,
        media_contact="Ada Marsh, press office, 01632 960 000, press@example.org",
        boilerplate="The Example Fund counts what is few and says where it read it.",
    )
    head = [Link("Style guide", GUIDE), Link("Species", "/species/"), Link("Where We Work", "/places/")]
    return {
        "site": site,
        "head": head,
        "foot": [Link("About", "/about/"), Link("Privacy", "/privacy/")],
        "lead_picture": picture(),
        "privacy": "/privacy/",
        "gloss": Glosser(Glossary(terms())),
        "root": "https://example.org",
    }
