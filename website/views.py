"""Home, plain pages, search, errors, and what machines ask for."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import TooManyFilesSent
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.lists import newest_first
from newsroom.views import latest
from places.views import dots
from publishing import history, pages
from publishing.clock import Now
from publishing.documents import fold
from publishing.models import Edition, Route
from wcs_species.choices import URGENCY
from wcs_species.documents import Change
from wcs_species.views import card_of, with_cards
from website import signed_out, suggestions
from website.documents import UNLISTED
from website.models import SiteSettings, Term

SPECIES_ON_HOME = 6
NEWS_ON_HOME = 4
PLACES_ON_HOME = 60
# So many lines of what changed, from the profiles published last.
LATELY, LATELY_FROM = 5, 24
PER_PAGE = 20
# A page is kept for a day at most, so the date never lies near.
SECURITY_TXT_LIVES = timedelta(days=180)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What we do and for whom: the lead story, the animals that need most, the latest news, places."""
    live = Edition.objects.live()
    lead = SiteSettings.objects.filter(pk=1).values("lead_page")
    wanted = [
        live.filter(page__in=lead),
        live.of_kind("species").by_facet(URGENCY)[:SPECIES_ON_HOME],
        live.of_kind("species").order_by("-in_force_from", "sort_key")[:LATELY_FROM],
        latest()[:NEWS_ON_HOME],
        live.of_kind("place").order_by("sort_key")[:PLACES_ON_HOME],
    ]
    return pages.show(request, "website/home.html", {"related": arrange_home}, kind="home", editions=wanted)


def arrange_home(editions: list[Edition]) -> dict[str, Any]:
    ranks = {facet: rank for rank, facet in enumerate(URGENCY)}
    species = [edition for edition in editions if edition.kind == "species"]
    species.sort(key=lambda edition: (ranks.get(edition.facet, len(ranks)), edition.sort_key))
    places = sorted((e for e in editions if e.kind == "place"), key=lambda edition: edition.sort_key)
    return {
        "species": with_cards(species[:SPECIES_ON_HOME]),
        "lately": lately(species),
        "news": newest_first(editions, with_pictures=True)[:NEWS_ON_HOME],
        "places": places,
        "dots": dots(places),
        "editions": {edition.page_id: edition for edition in editions},
    }


def lately(species: list[Edition]) -> list[tuple[Edition, Change]]:
    """What changed for these animals, newest first: status, law, counts and actions with their dates."""
    found = [(edition, card.newest) for edition in species if (card := card_of(edition)).newest is not None]
    found.sort(key=lambda pair: pair[1].on if pair[1] else "", reverse=True)
    return [(edition, change) for edition, change in found if change][:LATELY]


@require_safe
def plain(request: HttpRequest, slug: str) -> HttpResponse:
    return history.serve(request, "plain")


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term and what it means, by letter."""
    return pages.show(request, "website/glossary.html", {"terms": Term.objects.all()}, kind="glossary")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Names and text of everything live, titles first. Accents and case do not matter, in any script."""
    asked = pages.asked(request, "q")
    words = fold(asked).split()
    found = Edition.objects.live() if words else Edition.objects.none()
    for word in words:
        found = found.filter(search_text__contains=word)
    found = found.matching_title_first(" ".join(words))
    page = Paginator(found.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    near = suggestions.near(asked) if words and not page.object_list else []
    context = {"asked": asked, "page": page, "near": near}
    return pages.show(request, "website/search.html", context, kind="search")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    listed = Edition.objects.live().exclude(kind="plain", facet=UNLISTED)
    editions = listed.order_by("kind", "sort_key").values_list("path", "in_force_from")
    context = {"editions": editions[:50_000], "root": settings.SITE_URL}
    return render(request, "website/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here wherever a page, such as a text file, names no icon."""
    return HttpResponsePermanentRedirect(static("img/favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); not there while the site settings name no address."""
    email = SiteSettings.objects.filter(pk=1).values_list("email", flat=True).first()
    if not email:
        raise Http404
    expires = timezone.now() + SECURITY_TXT_LIVES
    lines = [f"Contact: mailto:{email}", f"Expires: {expires:%Y-%m-%dT00:00:00Z}", "Preferred-Languages: en", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("up\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and all migrations are done, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations are waiting\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An old address leads on; else what the reader may have meant, and whether something stood here once."""
    pages_of = pages_at(request)
    edition = Edition.objects.live().filter(page__in=pages_of).first()
    # A page that is not there at its own address is not to be found by going there again.
    if edition and edition.path != request.path:
        return HttpResponsePermanentRedirect(edition.path)
    near = suggestions.near(request.path)
    animals = [one for one in near if isinstance(one, Edition) and one.kind == "species"]
    context: dict[str, Any] = {"near": [one for one in near if one not in animals], "animals": with_cards(animals)}
    # Of a past moment nothing was taken down: there was no page yet, or what it said is closed.
    if (
        edition is None
        and "as_of" not in request.GET
        and Edition.objects.shown_once().filter(page__in=pages_of).exists()
    ):
        return pages.show(request, "errors/410.html", context, kind="error", status=410)
    context["told"] = words_of(exception)
    return pages.show(request, "errors/404.html", context, kind="error", status=404)


def pages_at(request: HttpRequest) -> QuerySet[Route, Any]:
    """Whose this address is now or was: paths of the old site are kept in small letters, with their query string."""
    candidates = {request.get_full_path().lower(), request.path.lower().replace("\0", "")}
    return Route.objects.filter(path__in=candidates, since__lte=Now()).values("page")


def words_of(exception: Exception) -> str:
    """What a view says to the reader; Django's own messages and bare paths are not for readers."""
    reason = str(exception.args[0]) if isinstance(exception, Http404) and exception.args else ""
    return reason if reason and not reason.startswith(("/", "{")) and " " in reason else ""


def not_this_way(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token. Public pages have none to send: there nothing can be changed, only read."""
    if not request.path.startswith(("/admin/", "/accounts/")):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if signed_out.carries_text(request):
        return signed_out.keep(request, admin.site, request.get_full_path())
    return render(request, "errors/old_form.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What came could not be read, so nothing of it was taken."""
    is_many = isinstance(exception, TooManyFilesSent)
    context = {"most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES if is_many else 0}
    return render(request, "errors/400.html", context, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing here may fail again: no database, no panel."""
    return render(request, "errors/500.html", status=500)
