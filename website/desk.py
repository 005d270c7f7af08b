"""The first page of the admin: what waits, then everything in the order in which an editor thinks."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Count
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns import checks as campaign_checks
from newsletter.models import Issue, Notice
from photos.library import ENDS_SOON
from photos.models import Photo
from photos.uses import is_published
from places.models import Place
from publishing import doorway, kinds, page_links, standing, zones
from publishing.models import Edition, Page
from reports.models import Report
from sources.models import Source
from wcs_species import ledger
from wcs_species.models import Species, Threat
from website import contradictions, old_names, review, signed_out, unanswered

ORDER = [
    "wcs_species",
    "newsroom",
    "places",
    "website",
    "photos",
    "sources",
    "campaigns",
    "newsletter",
    "reports",
    "auth",
]
FIRST = ("Species", "PlainPage")
# So many of the pages that are scheduled are named.
NEXT = 5
Waiting = dict[str, Any]


class Choices(AutocompleteJsonView):
    """What a chooser finds; a photo comes with its picture."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        found: dict[str, str] = super().serialize_result(obj, to_field_name)
        picture = getattr(obj, "chooser_picture", "")
        return found | {"picture": picture} if picture else found


class Desk(admin.AdminSite):
    site_header = "Desk"
    site_title = "Desk"
    index_title = "Desk"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: model["object_name"] not in FIRST)
        return sorted(apps, key=lambda app: ORDER.index(app["app_label"]) if app["app_label"] in ORDER else len(ORDER))

    def get_urls(self) -> list[Any]:
        return [
            path("old-names/", self.admin_view(partial(old_names.view, site=self)), name="old_names"),
            path("contradictions/", self.admin_view(partial(contradictions.view, site=self)), name="contradictions"),
            path("to-look-at/", self.admin_view(partial(review.view, site=self)), name="review"),
            path("unanswered/", self.admin_view(partial(unanswered.view, site=self)), name="unanswered"),
            path("edit/", self.admin_view(doorway.edit), name="edit"),
            path("pages/", self.admin_view(page_links.search), name="pages"),
            path("signed-in/", self.admin_view(partial(signed_out.welcome, site=self)), name="signed_in"),
            path("who/", never_cache(partial(signed_out.who, site=self)), name="who"),
            path("go-on/", csrf_exempt(partial(signed_out.go_on, site=self)), name="go_on"),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return signed_out.keeping(super().admin_view(view, cacheable), self)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Choices.as_view(admin_site=self)(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        pages = pages_by_state(request)
        context = {
            "waiting": what_waits(request, pages),
            "scheduled": goes_live(request),
            "live": [each for each in pages if each["state"] == standing.State.LIVE],
        }
        return super().index(request, {**context, **(extra_context or {})})


def what_waits(request: HttpRequest, pages: list[Waiting]) -> list[Waiting]:
    """What an editor may want to look at: words, how many, and the list that shows them."""
    return [
        *open_reports(request),
        *issues_to_approve(request),
        *issues_that_stand_still(request),
        *messages_to_followers(request),
        *(each for each in pages if each["state"] != standing.State.LIVE),
        *statements_to_check(request),
        *unanswered_threats(request),
        *photos_to_describe(request),
        *photos_to_replace(request),
        *campaigns_to_mend(request),
    ]


def open_reports(request: HttpRequest) -> list[Waiting]:
    if not request.user.has_perm("reports.view_report"):
        return []
    number = Report.objects.open().count()
    words = "errors reported by readers" if number != 1 else "error reported by a reader"
    return [{"number": number, "words": words, "url": listing("reports_report", state="open")}] if number else []


def issues_to_approve(request: HttpRequest) -> list[Waiting]:
    """Issues of the newsletter that others wrote."""
    if not request.user.has_perm("newsletter.approve_issue"):
        return []
    drafts = Issue.objects.filter(state=Issue.State.DRAFT, approved_at=None)
    number = drafts.exclude(written_by=request.user.pk).count()
    words = "issues of the newsletter to approve" if number != 1 else "issue of the newsletter to approve"
    url = listing("newsletter_issue", state__exact=Issue.State.DRAFT)
    return [{"number": number, "words": words, "url": url}] if number else []


def issues_that_stand_still(request: HttpRequest) -> list[Waiting]:
    """Issues that did not go out at their hour, or stopped on their way."""
    if not request.user.has_perm("newsletter.change_issue"):
        return []
    number = Issue.objects.standing_still().count()
    words = "issues of the newsletter stand still" if number != 1 else "issue of the newsletter stands still"
    return [{"number": number, "words": words, "url": listing("newsletter_issue")}] if number else []


def messages_to_followers(request: HttpRequest) -> list[Waiting]:
    """What followers will be told; until then it can be taken back."""
    if not request.user.has_perm("newsletter.add_notice"):
        return []
    number = Notice.objects.waiting().count()
    words = "messages to followers wait for their hour" if number != 1 else "message to followers waits for its hour"
    return [{"number": number, "words": words, "url": listing("newsletter_notice", state="waiting")}] if number else []


def kinds_of(request: HttpRequest) -> list[kinds.Kind]:
    """The kinds of page that this editor may change."""
    return [kind for kind in kinds.every() if kinds.may_change(request.user, kind.model)]


def pages_by_state(request: HttpRequest) -> list[Waiting]:
    """By kind of page, in one query for all."""
    states = {
        standing.State.LIVE: "",
        standing.State.CHANGED: " with unpublished changes",
        standing.State.SCHEDULED: " scheduled",
        standing.State.DRAFT: " never published",
    }
    counts = {state.name: Count("pk", filter=standing.condition(state, page="")) for state in states}
    pages = standing.annotated(Page.objects.order_by(), page="pk").values("kind").annotate(**counts)
    rows: dict[str, dict[str, Any]] = {row["kind"]: row for row in pages}
    found = []
    for kind in kinds_of(request):
        opts = kind.model._meta
        for state, words in states.items():
            if number := rows.get(kind.name, {}).get(state.name, 0):
                name = opts.verbose_name if number == 1 else opts.verbose_name_plural
                url = listing(f"{opts.app_label}_{opts.model_name}", state=state.value)
                found.append({"state": state, "number": number, "words": f"{name}{words}", "url": url})
    return found


def goes_live(request: HttpRequest) -> list[dict[str, str]]:
    """The next editions that wait for their hour: title, the hour as editors say it, and the way to the form."""
    editions = Edition.objects.scheduled().filter(kind__in=[kind.name for kind in kinds_of(request)])
    return [
        {
            "title": edition.title,
            "hour": zones.words(edition.in_force_from, settings.EDITORS_TIME_ZONE),
            "url": f"{reverse('admin:edit')}?{urlencode({'path': edition.path})}",
        }
        for edition in editions.only("title", "path", "in_force_from").order_by("in_force_from")[:NEXT]
    ]


def statements_to_check(request: HttpRequest) -> list[Waiting]:
    found = []
    for model in (Species, Place):
        if kinds.may_change(request.user, model):
            number, opts = model.objects.to_check().count(), model._meta
            name = opts.verbose_name if number == 1 else opts.verbose_name_plural
            url = listing(f"{opts.app_label}_{opts.model_name}", unverified="yes")
            found.append({"number": number, "words": f"{name} with statements marked unverified", "url": url})
    due = ledger.due(date.today(), request.user).count()
    words = "statements to look at again" if due != 1 else "statement to look at again"
    found.append({"number": due, "words": words, "url": reverse("admin:review")})
    if request.user.has_perm("sources.change_source"):
        sources = Source.objects.filter(unverified=True).count()
        words = "sources marked unverified" if sources != 1 else "source marked unverified"
        found.append({"number": sources, "words": words, "url": listing("sources_source", unverified__exact=1)})
    return [each for each in found if each["number"]]


def unanswered_threats(request: HttpRequest) -> list[Waiting]:
    if not request.user.has_perm("wcs_species.change_species"):
        return []
    number = Threat.objects.unanswered().count()
    words = "threats that no action answers" if number != 1 else "threat that no action answers"
    return [{"number": number, "words": words, "url": reverse("admin:unanswered")}] if number else []


def photos_to_describe(request: HttpRequest) -> list[Waiting]:
    if not request.user.has_perm("photos.change_photo"):
        return []
    number = Photo.objects.filter(is_complete=False, withdrawn_at__isnull=True).count()
    words = "photos not ready for pages" if number != 1 else "photo not ready for pages"
    url = listing("photos_photo", state="incomplete")
    return [{"number": number, "words": words, "url": url}] if number else []


def photos_to_replace(request: HttpRequest) -> list[Waiting]:
    """Photos on published pages that will be gone from them soon, or are already, because their licence ends."""
    if not request.user.has_perm("photos.change_photo"):
        return []
    number = Photo.objects.ending(ENDS_SOON).filter(is_published(), withdrawn_at__isnull=True).count()
    words = "photos on pages whose licence" if number != 1 else "photo on a page whose licence"
    words += f" ends within {ENDS_SOON.days} days, or has ended"
    url = listing("photos_photo", ends="soon", used="published")
    return [{"number": number, "words": words, "url": url}] if number else []


def campaigns_to_mend(request: HttpRequest) -> list[Waiting]:
    """Campaigns shown now or soon without a number that was picked for them: its profile no longer says it."""
    if not request.user.has_perm("campaigns.change_campaign"):
        return []
    number = campaign_checks.without_numbers().count()
    words = "campaigns without a number" if number != 1 else "campaign without a number"
    words += " that no profile says now"
    return [{"number": number, "words": words, "url": listing("campaigns_campaign")}] if number else []


def listing(name: str, **query: str | int) -> str:
    return f"{reverse(f'admin:{name}_changelist')}?{urlencode(query)}"
