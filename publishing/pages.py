"""From an edition to a page: the few steps every public view takes."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from publishing import kinds, panels, richtext, state
from publishing.models import Edition, EditionQuerySet

NOINDEX = "noindex, nofollow"
LONGEST_ANSWER = 100


def state_of(request: HttpRequest) -> state.State:
    """The content state this request sees; read now where the page cache did not."""
    seen: state.State | None = getattr(request, "content_state", None)
    if seen is None:
        seen = request.content_state = state.current()  # type: ignore[attr-defined]
    return seen


def asked(request: HttpRequest, name: str) -> str:
    """What a reader asked for by this name in the query string, without what no database takes."""
    return request.GET.get(name, "")[:LONGEST_ANSWER].replace("\0", "")


def gather(querysets: Iterable[EditionQuerySet]) -> list[Edition]:
    """The live editions of all these querysets in one query; slices are kept, order is lost."""
    chosen = Q()
    for queryset in querysets:
        chosen |= Q(pk__in=queryset.values("pk"))
    return list(Edition.objects.filter(chosen).for_lists()) if chosen else []


def gather_with_links(
    querysets: Iterable[EditionQuerySet], linked: Collection[UUID]
) -> tuple[list[Edition], dict[UUID, richtext.Target]]:
    """As gather, in the same one query, and where links to those of the linked pages lead that are live."""
    wanted = list(querysets)
    if not linked:
        return gather(wanted), {}
    chosen = Q(pk__in=Edition.objects.none())
    for queryset in wanted:
        chosen |= Q(pk__in=queryset.values("pk"))
    leading = Q(pk__in=live_pages(linked).values("pk"))
    flags = {"is_wanted": chosen, "is_linked": leading}
    marked = {name: ExpressionWrapper(rule, BooleanField()) for name, rule in flags.items()}
    found: list[Any] = list(Edition.objects.filter(chosen | leading).annotate(**marked).for_lists())
    addresses = {
        edition.page.uid: richtext.Target(edition.path, kinds.figure(edition)) for edition in found if edition.is_linked
    }
    return [edition for edition in found if edition.is_wanted], addresses


def live_pages(uids: Iterable[UUID]) -> EditionQuerySet:
    """The editions in force of these pages."""
    return Edition.objects.live().filter(page__uid__in=list(uids))


def serve(request: HttpRequest, kind: str) -> HttpResponse:
    """The page at this path as its kind shows it; an old path leads to the new one. Raises Http404."""
    editions = Edition.objects.live().of_kind(kind).at_path(request.path)
    edition = editions.with_dates().select_related("page").first()
    if edition is None:
        raise Http404(request.path)
    if edition.path != request.path:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(edition.path + (f"?{query}" if query else ""))
    return kinds.get(kind).show(request, kinds.read(edition), edition)


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    kind: str,
    uid: UUID | None = None,
    editions: Iterable[EditionQuerySet] = (),
    texts: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a public page with its panels.

    `editions` are the live editions the page itself needs; they come, with those of the panels, in one query and are
    handed to the template's context by `context["related"](list)` where the view gave such a function. `texts`
    are its rich texts: the pages they lead to come in the same query. An edition of
    the past, by the context's `edition`, keeps the figures that it was frozen with.
    """
    edition: Edition | None = context.get("edition")
    is_now = "edition" not in context or (edition is not None and not edition.is_past and not edition.is_waiting)
    subject = panels.Subject(kind=kind, uid=uid, state=state_of(request), is_now=is_now)
    related, addresses = gather_with_links([*editions, *panels.queries(subject)], richtext.pages_in(texts))
    if edition is not None and edition.is_past:
        addresses = {uid: richtext.Target(target.path) for uid, target in addresses.items()}
    finish = context.pop("related", None)
    if finish is not None:
        context.update(finish(related))
    slots = panels.load(subject, related)
    frame = {name: value for panel in slots.pop("frame", []) for name, value in panel.context.items()}
    return render(
        request, template, {**context, "panels": slots, "frame": frame, "addresses": addresses}, status=status
    )
