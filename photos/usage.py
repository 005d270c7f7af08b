"""What was shown of each photographer, where and since when: for reports and for what is owed."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from photos.models import Photo
from photos.uses import is_published
from publishing import clock, kinds
from publishing.clock import Now
from publishing.models import Reference

COLUMNS = ["Photographer", "Rights holder", "Photo", "Kind of page", "Page", "Address", "Since", "Until", "Editions"]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One photo on one page: from the first edition that showed it to the last. `until` is None while it is shown."""

    photo: Photo
    kind: str
    title: str
    path: str
    since: datetime
    until: datetime | None
    numbers: list[int]

    @property
    def editions(self) -> str:
        """Their numbers, shortened: “1, 3–5”."""
        runs: list[list[int]] = []
        for number in self.numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def shown(photos: Iterable[Photo]) -> list[Shown]:
    """Every page that shows or has shown one of these photos to readers, in one query; and one for the clock."""
    by_uid = {photo.uid: photo for photo in photos}
    references = (
        Reference.objects.filter(role="photo", target__in=by_uid, edition__in_force_from__lte=Now())
        .exclude(edition__in_force_until=F("edition__in_force_from"))
        .order_by("edition__page", "edition__number")
        .values_list(
            "target",
            "edition__page",
            "edition__number",
            "edition__in_force_from",
            "edition__in_force_until",
            "edition__kind",
            "edition__title",
            "edition__path",
        )
    )
    by_page: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for target, page, *rest in references:
        by_page[target, page].append(rest)
    now = clock.now()
    found = [_shown(by_uid[uid], editions, now=now) for (uid, _), editions in by_page.items()]
    return sorted(found, key=lambda each: (each.photo.title, each.photo.pk, each.since))


def _shown(photo: Photo, editions: list[Any], *, now: datetime) -> Shown:
    ends = [until for _, _, until, *_ in editions]
    last = None if None in ends else max(ends)
    _, _, _, kind, title, path = editions[-1]
    return Shown(
        photo=photo,
        kind=str(kinds.get(kind).label),
        title=title,
        path=path,
        since=min(since for _, since, *_ in editions),
        until=last if last is not None and last <= now else None,
        numbers=[number for number, *_ in editions],
    )


def photographers() -> Any:
    """Each photographer with the number of photos here and on live or scheduled pages."""
    found = Photo.objects.exclude(credit="").order_by("credit").values("credit")
    return found.annotate(number=Count("pk"), published=Count("pk", filter=is_published()))


def report(request: HttpRequest, *, photos: admin.ModelAdmin) -> HttpResponse:
    """All photographers; with ?credit= what was shown of one; with &csv or ?csv the same as a table to save."""
    if not photos.has_view_permission(request):
        raise PermissionDenied
    credit = request.GET.get("credit", "")
    rows = Photo.objects.filter(credit=credit) if credit else Photo.objects.exclude(credit="").order_by("credit")
    if credit and not rows:
        raise Http404("No photo here is by that photographer.")
    if "csv" in request.GET:
        return table(shown(rows), name=credit or "all photographers")
    uses: dict[int, list[Shown]] = defaultdict(list)
    for each in shown(rows) if credit else []:
        uses[each.photo.pk].append(each)
    context = {
        **photos.admin_site.each_context(request),
        "title": f"Use of photos by {credit}" if credit else "Use of photos by photographer",
        "opts": photos.opts,
        "credit": credit,
        "photographers": [] if credit else photographers(),
        "photos": [(photo, uses[photo.pk]) for photo in rows] if credit else [],
        "media": photos.media,
    }
    return TemplateResponse(request, "admin/photos/photo/usage.html", context)


def table(rows: Iterable[Shown], *, name: str) -> HttpResponse:
    """The rows as CSV that a spreadsheet opens as text: nothing in it is taken for a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"use of photos, {name}.csv") or "attachment"
    # The mark by which spreadsheets know UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for each in rows:
        writer.writerow(map(plain_cell, cells(each)))
    return response


def cells(row: Shown) -> list[str]:
    photo = row.photo
    until = f"{row.until:%Y-%m-%d}" if row.until else ""
    since = f"{row.since:%Y-%m-%d}"
    return [
        photo.credit,
        photo.rights_holder,
        photo.title,
        row.kind,
        row.title,
        row.path,
        since,
        until,
        row.editions,
    ]


def plain_cell(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.strip().startswith(("=", "+", "-", "@")) else text
