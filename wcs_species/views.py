"""Species index, profile, its label for other sites, photo page, history and past editions."""

from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.csp import build_policy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from photos.models import Withdrawal
from photos.pictures import PhotoUse, Picture, pictures
from photos.views import gone
from publishing import history, pages, panels, richtext, structured
from publishing.documents import fold
from publishing.kinds import read
from publishing.models import Edition, EditionQuerySet
from wcs_species import charts, choices, citations, social
from wcs_species.documents import SpeciesCard, SpeciesProfile
from wcs_species.models import Group
from wcs_species.structured import web_page

PER_PAGE = 24
_card = msgspec.json.Decoder(SpeciesCard)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    return history.serve(request, "species")


def show(request: HttpRequest, document: SpeciesProfile, edition: Edition | None) -> HttpResponse:
    """The profile of a document: of the edition in force, of an old one, or of a draft."""
    shown = pictures(document.photos)
    context = {
        "species": document,
        "edition": edition,
        "pictures": [shown[use.photo] for use in document.photos if use.photo in shown],
        # Photos have pages of their own while the edition is in force.
        "photos": f"{document.path}photos/" if edition and not edition.is_past else "",
        "card_alt": social.in_words(document),
        "charts": charts.of_counts(document),
        "sizes": charts.of_sizes(document.sizes),
        "figure": charts.beside_a_person(document.sizes),
        "cite": citations.of_edition(edition, organisation=organisation(request), root=settings.SITE_URL)
        if edition
        else None,
        # Of drafts and past editions programs are told nothing.
        "data": structured.block(web_page(document, edition, root=settings.SITE_URL))
        if edition and not edition.is_past
        else "",
        "bands": charts.of_red_list(document.red_list, until=year_of(edition)),
        "related": lambda editions: {"places": place_links(document, editions)},
    }
    wanted = [pages.live_pages(place.uid for place in document.places)]
    texts = [document.introduction]
    return pages.show(
        request, "wcs_species/profile.html", context, kind="species", uid=document.uid, editions=wanted, texts=texts
    )


def year_of(edition: Edition | None) -> int:
    """The year from which a page speaks; a draft speaks today."""
    return edition.in_force_from.year if edition else date.today().year


def place_links(document: SpeciesProfile, editions: list[Edition]) -> list[dict[str, str]]:
    """The places of a profile; the ones that have a page now carry its address."""
    paths = {edition.page.uid: edition.path for edition in editions}
    return [{"name": place.name, "path": paths.get(place.uid, "")} for place in document.places]


def live_profile(slug: str) -> tuple[Edition, SpeciesProfile]:
    """What is in force at this address or an old one of the same page. Raises Http404."""
    path = f"/species/{slug}/"
    edition = Edition.objects.live().at_path(path).of_kind("species").first()
    if edition is None:
        raise Http404(path)
    document = read(edition)
    assert isinstance(document, SpeciesProfile)
    return edition, document


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The label as a picture, for sites that show a link with one."""
    edition, document = live_profile(slug)
    if edition.path != f"/species/{slug}/" or request.META.get("QUERY_STRING"):
        return HttpResponsePermanentRedirect(f"{edition.path}card.jpg")
    label = social.label_of(document, organisation(request))
    etag = f'"{label.key}"'
    response = get_conditional_response(request, etag) or HttpResponse(social.card(label), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The label alone, the one page that other sites may show in a frame."""
    edition, document = live_profile(slug)
    if edition.path != f"/species/{slug}/":
        return HttpResponsePermanentRedirect(f"{edition.path}embed/")
    shown = pictures(document.photos)
    picture = next((shown[use.photo] for use in document.photos if use.photo in shown), None)
    context = {"species": document, "edition": edition, "picture": picture}
    response = pages.show(request, "wcs_species/embed.html", context, kind="embed", uid=document.uid)
    # As a header, not with csp_override: that marks the response, and a page that is kept keeps its headers only.
    response["Content-Security-Policy"] = build_policy({**settings.SECURE_CSP, "frame-ancestors": ["*"]})
    response["X-Robots-Tag"] = pages.NOINDEX
    return response


@require_safe
def photo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition, document = live_profile(slug)
    if edition.path != f"/species/{slug}/":
        return HttpResponsePermanentRedirect(f"{edition.path}photos/{number}/")
    shown = pictures(document.photos)
    uses = [use for use in document.photos if use.photo in shown]
    place = next((index for index, use in enumerate(uses) if use.number == number), None)
    if place is None:
        return missing_photo(request, edition, number)
    context = {
        "species": document,
        "picture": shown[uses[place].photo],
        "photos": f"{document.path}photos/",
        "number": place + 1,
        "total": len(uses),
        "before": uses[place - 1] if place else None,
        "after": uses[place + 1] if place + 1 < len(uses) else None,
    }
    return pages.show(request, "wcs_species/photo.html", context, kind="photo", uid=document.uid)


def missing_photo(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """410 where the photo of this number was withdrawn, whichever edition showed it. Raises Http404."""
    uids = Withdrawal.objects.of_page(edition.page).values_list("photo_uid", flat=True)
    showing = edition.page.editions.filter(references__role="photo", references__target__in=list(uids)).distinct()
    for each in showing if uids else []:
        document = read(each)
        assert isinstance(document, SpeciesProfile)
        if any(use.number == number and use.photo in uids for use in document.photos):
            return gone(request, edition)
    raise Http404(request.path)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The wall of labels, most threatened first unless readers search."""
    editions = filtered(request)
    page = Paginator(editions.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    cards = with_cards(page.object_list)
    choices_of = pages.state_of(request).remember("species.filters", filters)
    context = {
        "page": page,
        "cards": cards,
        "filters": choices_of,
        "chosen": request.GET,
        "query": query_without_page(request),
    }
    return pages.show(request, "wcs_species/index.html", context, kind="species index")


def filtered(request: HttpRequest) -> EditionQuerySet:
    editions = Edition.objects.live().of_kind("species")
    if status := pages.asked(request, "status"):
        editions = editions.filter(facet=status)
    if place := pages.asked(request, "place"):
        places = Edition.objects.live().of_kind("place").filter(path=f"/places/{place}/").values("page__uid")
        editions = editions.filter(references__role="place", references__target__in=places)
    if group := pages.asked(request, "group"):
        groups = Group.objects.filter(slug=group).values("uid")
        editions = editions.filter(references__role="group", references__target__in=groups)
    for word in fold(pages.asked(request, "q")).split():
        editions = editions.filter(search_text__contains=word)
    return editions.by_facet(choices.URGENCY)


def filters() -> dict[str, Any]:
    """What the index can be filtered by: only what some live profile has."""
    live = Edition.objects.live().of_kind("species")
    present = set(live.values_list("facet", flat=True))
    targets = live.filter(references__role="group").values("references__target")
    place_targets = live.filter(references__role="place").values("references__target")
    places = Edition.objects.live().filter(page__uid__in=place_targets).order_by("sort_key")
    return {
        "statuses": [(c.value, c.label) for c in choices.Category if c.value in present],
        "groups": list(Group.objects.filter(uid__in=targets).values_list("slug", "name")),
        "places": [(path.strip("/").split("/")[-1], title) for path, title in places.values_list("path", "title")],
    }


def card_of(edition: Edition) -> SpeciesCard:
    return _card.decode(edition.card)


def figure(edition: Edition) -> richtext.Figure | None:
    """The headline number for the texts of other pages, with what makes it true."""
    card = card_of(edition)
    count, source = card.headline, card.read_in
    if count is None:
        return None
    method = f", by {count.method}" if count.method else ""
    checked = f" Last checked on {count.checked_on:%-d %B %Y}." if count.checked_on else ""
    return richtext.Figure(
        words=f"{count.phrase} {count.counted}",
        about=f"{edition.title}, {count.year}: {count.area}{method}.{checked}",
        read_in=source.label if source else "",
        read_at=(source.url or source.doi_url) if source else "",
    )


def with_cards(editions: Any) -> list[tuple[Edition, SpeciesCard, Picture | None]]:
    """Editions with what their cards show; one query for all pictures."""
    cards = [(edition, card_of(edition)) for edition in editions]
    uses: list[PhotoUse] = [card.photo for _, card in cards if card.photo is not None]
    shown = pictures(uses)
    return [(edition, card, shown.get(card.photo.photo) if card.photo else None) for edition, card in cards]


def query_without_page(request: HttpRequest) -> str:
    """The filters as a query string, for the links to other pages of the list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@require_safe
def cite(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """How to cite one edition, as a file for a reference manager."""
    edition = history.readable(f"/species/{slug}/").of_kind("species").filter(number=number).first()
    if edition is None or form not in citations.FORMS:
        raise Http404(request.path)
    citation = citations.of_edition(edition, organisation=organisation(request), root=settings.SITE_URL)
    response = HttpResponse(citation.written(form), content_type=citations.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{citation.key}.{form}"'
    response["X-Robots-Tag"] = pages.NOINDEX
    return response


def organisation(request: HttpRequest) -> str:
    """The name of the site, from the frame of its pages."""
    subject = panels.Subject(kind="card", state=pages.state_of(request))
    name: str = panels.load(subject, [])["frame"][0].context["site"].name
    return name
