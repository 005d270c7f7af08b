"""Several pages published or scheduled from a list: first what will happen to each, then each by the same verb."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms.widgets import Script
from django.http import HttpRequest

from publishing import acts, checks, drafts, kinds, standing, verbs

MEDIA = forms.Media(js=[Script("admin_site/schedule.js", type="module")])  # type: ignore[list-item]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What will happen to one page, or why nothing does."""

    row: Any
    will: str = ""
    why_not: str = ""
    problems: tuple[checks.Problem, ...] = ()


def plan(row: Any) -> Plan:
    now = standing.of(row.page)
    if row.page.binned_at:
        return Plan(row=row, why_not="It is in the bin.")
    if now.scheduled:
        when = f"{now.scheduled[0].in_force_from:{standing.MOMENT}}"
        return Plan(row=row, why_not=f"An edition waits for {when}. Publish it from its form, which asks about that.")
    if now.live and not now.changed:
        return Plan(row=row, why_not=f"Nothing changed since edition {now.live.number}.")
    problems = tuple(each for each in kinds.get(row.page.kind).problems(drafts.read(row)) if each.blocks)
    if problems:
        return Plan(row=row, why_not="Not ready:", problems=problems)
    if now.live:
        return Plan(row=row, will=f"Replaces edition {now.live.number}.")
    return Plan(row=row, will="Comes back after it was taken down." if now.ended else "Goes live for the first time.")


def perform(request: HttpRequest, rows: list[Any], asked: acts.Asked) -> None:
    """Publish or schedule each draft that is still the one that was shown, and say what became of it."""
    for row in rows:
        seen = request.POST.get(f"version:{row.pk}", "")
        try:
            with transaction.atomic():
                if str(verbs.lock(row.page).draft_version) != seen:
                    raise verbs.Refused("Somebody saved it since you were shown it.")
                edition = verbs.publish(row, by=request.user, at=asked.at)  # type: ignore[arg-type]
        except verbs.Refused as refusal:
            messages.error(request, f"“{row}” is not published: {refusal}")
        else:
            messages.success(request, acts.done(row, asked, edition))
