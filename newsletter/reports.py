"""What became of the list and of the issues, in counts. Nobody's reading is followed: no opens, no clicks."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from newsletter.models import Consent, Delivery, Issue, Subscriber, Topic

Act, State = Consent.Act, Delivery.State
LATEST_ISSUES, MOST_PAGES, MONTHS = 12, 20, 24


def months() -> list[dict[str, Any]]:
    """For each month, newest first: who came, who left, and how many there were at its end."""
    acts = Consent.objects.order_by().annotate(month=TruncMonth("at")).values("month")
    counted = acts.annotate(
        came=Count("pk", filter=Q(act__in=[Act.CONFIRMED, Act.IMPORTED])),
        left=Count("pk", filter=Q(act=Act.WITHDRAWN)),
    )
    at_end = Subscriber.objects.confirmed().count()
    found = []
    for row in sorted(counted, key=lambda row: row["month"], reverse=True)[:MONTHS]:
        month: date = row["month"]
        found.append({"month": month, "came": row["came"], "left": row["left"], "at_end": at_end})
        at_end += row["left"] - row["came"]
    return found


def interests() -> list[tuple[str, int]]:
    """How many confirmed subscribers chose each topic, and how many get everything."""
    confirmed = Q(subscribers__state=Subscriber.State.CONFIRMED)
    topics = Topic.objects.annotate(readers=Count("subscribers", filter=confirmed)).order_by("-readers", "name")
    everything = Subscriber.objects.confirmed().filter(topics=None).count()
    return [("Everything", everything), *topics.values_list("name", "readers")]


def issues() -> list[dict[str, Any]]:
    """The latest issues and digests with what became of their copies, and who left by their links."""
    latest = list(Issue.objects.begun().only("number", "subject", "started_at")[:LATEST_ISSUES])
    counts: dict[int, dict[int, int]] = {}
    copies = Delivery.objects.filter(issue__in=latest).order_by().values_list("issue", "state")
    for issue, state, number in copies.annotate(number=Count("pk")):
        counts.setdefault(issue, {})[state] = number
    left = dict(
        Consent.objects.filter(issue__in=latest).order_by().values_list("issue").annotate(number=Count("subscriber"))
    )
    return [
        {
            "issue": issue,
            "all": sum(counts.get(issue.pk, {}).values()),
            **{state.name.lower(): counts.get(issue.pk, {}).get(state, 0) for state in State},
            "left": left.get(issue.pk, 0),
        }
        for issue in latest
    ]


def pages() -> list[tuple[str, int, int]]:
    """The pages on which most people signed up: how many asked there, and how many of them confirmed."""
    counted = Consent.objects.exclude(page="").order_by().values("page")
    found = counted.annotate(
        asked=Count("pk", filter=Q(act=Act.ASKED)), confirmed=Count("pk", filter=Q(act=Act.CONFIRMED))
    )
    return list(found.order_by("-confirmed", "-asked", "page").values_list("page", "asked", "confirmed")[:MOST_PAGES])
