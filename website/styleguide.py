"""The style guide: every part of the site in every state, for those who build it; nothing comes from the database."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsletter import wording
from newsroom.choices import NewsKind
from publishing.pages import NOINDEX
from publishing.panels import Loaded
from wcs_species import charts, citations, social
from wcs_species.choices import Category
from wcs_species.documents import Fact, SpeciesProfile
from website import samples
from website.samples import picture, profile

type Context = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A whole page made of content that tries its template."""

    title: str
    template: str
    context: Callable[[], Context]
    status: int = 200


def of_species(document: SpeciesProfile, *shapes: str) -> Context:
    edition = samples.edition_of()
    return {
        "species": document,
        "pictures": [picture(shape, number=number) for number, shape in enumerate(shapes, start=1)],
        "places": [{"name": place.name, "path": f"{samples.GUIDE}place/"} for place in document.places],
        "edition": edition,
        "charts": charts.of_counts(document),
        "sizes": charts.of_sizes(document.sizes),
        "figure": charts.beside_a_person(document.sizes),
        "bands": charts.of_red_list(document.red_list, until=edition.in_force_from.year),
        "cite": citations.of_edition(edition, organisation="Example Fund for Wildlife", root="https://example.org"),
    }


def forty_facts() -> SpeciesProfile:
    facts = tuple(
        Fact(uid=samples.uid(f"fact {number}"), text=f"Fact {number}: it drinks nothing.", source=1 + number % 3)
        for number in range(1, 41)
    )
    return profile(fast_facts=facts)


def without_a_name() -> SpeciesProfile:
    """Nobody has given it a name in the language of the site."""
    whole = profile()
    return msgspec.structs.replace(whole, common_name=whole.scientific_name, names=())


def without_counts() -> SpeciesProfile:
    return profile(series=(), headline=None, trend=None, summary="Nobody has counted it yet.")


def with_name_only() -> SpeciesProfile:
    whole = profile()
    return SpeciesProfile(
        uid=whole.uid, path=whole.path, common_name=whole.common_name, scientific_name=whole.scientific_name
    )


def empty_newsroom() -> Context:
    return {"page": Paginator([], 20).get_page(1), "items": [], "kinds": NewsKind.choices, "chosen": ""}


def of_place() -> Context:
    place = SimpleNamespace(
        name="Outer islands",
        path=f"{samples.GUIDE}place/",
        kind_label="Seascape",
        countries=("Australia",),
        area_km2=10_878,
        area_source=1,
        established="2014-03",
        established_source=None,
        latitude=-28.7,
        longitude=113.8,
        summary="Grass, wind and 200 beaches.",
        body="<p>No island is higher than a house.</p>",
        facts=(),
        sources=samples.SOURCES,
    )
    return {"place": place, "picture": picture("panorama", accent="teal"), "edition": samples.edition_of()}


def of_news() -> Context:
    about = [{"name": "Island hare-wallaby", "path": f"{samples.GUIDE}whole/"}]
    return {
        "item": samples.news_page(),
        "pictures": [picture(), picture("portrait", number=2)],
        "about": about,
        "edition": samples.edition_of(),
    }


def of_plain() -> Context:
    page = samples.plain_page()
    return {
        "page": page,
        "picture": picture(),
        "pictures": [picture("portrait", number=2), picture(number=3)],
        "videos": [(page.videos[0], picture(number=4))],
        "news": [samples.news()],
        "edition": samples.edition_of(),
    }


def refused() -> Context:
    form = {"data": {"email": "ada@@example"}, "problem": "That is not an e-mail address: it has two @ signs."}
    return {"form": form, "wording": wording.CURRENT, "consent": wording.WORDS[wording.CURRENT]}


def lost() -> Context:
    return {"near": samples.found()[1:3], "animals": samples.cards()[:1]}


def on_another_site() -> Context:
    return {"species": profile(), "picture": picture()}


PROFILE = "wcs_species/profile.html"
CASES = {
    "whole": Case("A profile with everything", PROFILE, lambda: of_species(profile(), "landscape", "landscape")),
    "long-name": Case(
        "A name of 120 characters", PROFILE, lambda: of_species(profile(common_name=samples.LONG_NAME), "landscape")
    ),
    "no-photo": Case("No photo", PROFILE, lambda: of_species(profile())),
    "one-photo": Case("One photo", PROFILE, lambda: of_species(profile(), "landscape")),
    "thirty-photos": Case("Thirty photos", PROFILE, lambda: of_species(profile(), *["landscape", "portrait"] * 15)),
    "portrait-and-panorama": Case(
        "A portrait first, then a panorama", PROFILE, lambda: of_species(profile(), "portrait", "panorama")
    ),
    "no-counts": Case("No counts", PROFILE, lambda: of_species(without_counts(), "landscape")),
    "forty-facts": Case("Forty facts", PROFILE, lambda: of_species(forty_facts(), "landscape")),
    "no-place": Case(
        "A species in no place", PROFILE, lambda: of_species(profile(places=(), countries=(), habitats=()), "landscape")
    ),
    "untranslated": Case("No name in English", PROFILE, lambda: of_species(without_a_name(), "landscape")),
    "bare": Case("Nothing but a name", PROFILE, lambda: of_species(with_name_only())),
    "place": Case("A place", "places/place.html", of_place),
    "news": Case("A news item", "newsroom/item.html", of_news),
    "plain": Case("A plain page with everything", "website/plain.html", of_plain),
    "empty-newsroom": Case("An empty newsroom", "newsroom/index.html", empty_newsroom),
    "refused": Case("A form that was refused", "newsletter/sign_up.html", refused),
    "gone": Case("A page that was taken down", "errors/410.html", lost, status=410),
    "embed": Case(
        "The label on another site", "wcs_species/embed.html", lambda: {"species": profile(), "picture": picture()}
    ),
}


@require_safe
@never_cache
def guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    pages = [Paginator(range(60), 20).get_page(number) for number in (1, 2, 3)]
    context = {
        "cases": CASES,
        "accents": samples.ACCENTS,
        "marks": [(category.value, category.label) for category in Category],
        "species": profile(red_list=tuple(samples.status(category.value) for category in Category)),
        "plates": [(case, CASES[case].title, CASES[case].context()) for case in PLATES],
        "cards": samples.cards(),
        "places": samples.places(),
        "front": [
            samples.news(4, shape="landscape"),
            samples.news(3, shape="portrait"),
            samples.news(2),
            samples.news(1, title=f"News of the {samples.LONG_NAME}"[:120]),
        ],
        "teasers": [samples.news(2), samples.news(1, summary="")],
        "found": samples.found(),
        "pages": pages,
        "charts": charts.of_counts(profile()),
        "sizes": charts.of_sizes(profile().sizes),
        "figure": charts.beside_a_person(profile().sizes),
        "bands": charts.of_red_list(profile().red_list, until=samples.MOMENT.year),
        "past": samples.edition_of(2, past=True),
        "pictures": [picture(), picture("portrait", number=2), picture("panorama", number=3)],
        "terms": samples.terms(),
        "site": samples.frame()["site"],
        "campaign": samples.campaign(),
    }
    panels = {
        "banner": [Loaded("banner", "campaigns/_banner.html", samples.banner())],
        "appeal": [Loaded("appeal", "campaigns/_appeal.html", samples.appeal())],
        "foot": [Loaded("newsletter", "newsletter/_panel.html", refused())],
    }
    return show(request, "website/styleguide.html", context, panels=panels)


# Heads of pages that the style guide shows beside each other.
PLATES = ("whole", "long-name", "no-photo", "portrait-and-panorama", "no-counts", "untranslated", "bare")


@require_safe
@never_cache
def case(request: HttpRequest, name: str) -> HttpResponse:
    """One whole page of the style guide."""
    if name not in CASES:
        raise Http404(request.path)
    chosen = CASES[name]
    return show(request, chosen.template, chosen.context(), status=chosen.status)


@require_safe
@never_cache
def card(request: HttpRequest) -> HttpResponse:
    """The label as other sites show it."""
    for_staff(request)
    document = profile()
    label = social.Label(
        name=document.common_name,
        scientific_name=document.scientific_name,
        category="EN",
        category_label="Endangered",
        number=samples.HEADLINE.phrase,
        counted="adults",
        where="2024 · Outer islands",
        organisation="Example Fund",
        credit="",
        accent="ochre",
        picture="",
    )
    return HttpResponse(social.card(label), content_type="image/jpeg")


def show(
    request: HttpRequest, template: str, context: Context, *, panels: Context | None = None, status: int = 200
) -> HttpResponse:
    """A page in a frame of its own, for staff alone. Raises Http404 for everybody else."""
    for_staff(request)
    frame = {"frame": samples.frame(), "panels": panels or {}}
    response = render(request, template, {**frame, **context}, status=status)
    response["X-Robots-Tag"] = NOINDEX
    return response


def for_staff(request: HttpRequest) -> None:
    if not (request.user.is_active and request.user.is_staff):
        raise Http404(request.path)
