"""What became of the list and of the issues, in counts. Nobody's reading is followed: no opens, no clicks."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from newsletter.forms import BY_CAMPAIGN
from newsletter.models import Consent, Delivery, Issue, Subscriber, Topic

type SignUps = tuple[str, int, int]
Act, State = Consent.Act, Delivery.State
CAME = [Act.CONFIRMED, Act.IMPORTED]
LATEST_ISSUES, MOST_PAGES, MONTHS = 12, 20, 24


def months() -> list[dict[str, Any]]:
    """For each month, newest first: who came, who left, and how many there were at its end. Who was erased is in none
    of these, as they are in no record."""
    came = Counter(by_month(Consent.objects.filter(act__in=CAME), "at"))
    left = Counter(by_month(leaving(), "at")) + Counter(by_month(closed(), "changed_at"))
    at_end = Subscriber.objects.confirmed().count()
    found: list[dict[str, Any]] = []
    for month in sorted(came | left, reverse=True)[:MONTHS]:
        found.append({"month": month, "came": came[month], "left": left[month], "at_end": at_end})
        at_end += left[month] - came[month]
    most = max((row["at_end"] for row in found), default=0)
    return [{**row, "most": most} for row in found]


def by_month(rows: QuerySet[Any], at: str) -> dict[date, int]:
    return dict(rows.order_by().annotate(month=TruncMonth(at)).values_list("month").annotate(number=Count("pk")))


def leaving() -> QuerySet[Consent]:
    """Of those who unsubscribed the ones who got the newsletter: whoever took back what they had only asked for never
    came."""
    acts = came_and_left(OuterRef("subscriber")).filter(pk__lt=OuterRef("pk"))
    return Consent.objects.filter(act=Act.WITHDRAWN).annotate(before=Subquery(acts[:1])).filter(before__in=CAME)


def closed() -> QuerySet[Subscriber]:
    """Those whose mail came back for good while they got the newsletter: they left without a word."""
    suppressed = Subscriber.objects.filter(state=Subscriber.State.SUPPRESSED)
    return suppressed.annotate(last=Subquery(came_and_left(OuterRef("pk"))[:1])).filter(last__in=CAME)


def came_and_left(subscriber: OuterRef) -> QuerySet[Any, Any]:
    """What a subscriber did of coming and leaving, the latest first."""
    acts = Consent.objects.filter(subscriber=subscriber, act__in=[*CAME, Act.WITHDRAWN])
    return acts.order_by("-pk").values("act")


def interests() -> list[tuple[str, int]]:
    """How many confirmed subscribers chose each topic, and how many get everything."""
    confirmed = Q(subscribers__state=Subscriber.State.CONFIRMED)
    topics = Topic.objects.annotate(readers=Count("subscribers", filter=confirmed)).order_by("-readers", "name")
    everything = Subscriber.objects.confirmed().reading_everything().count()
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


def sign_ups() -> dict[str, list[SignUps]]:
    """Where most people signed up, by page and by the campaign code that led them there: how many asked, how many of
    them confirmed."""
    counted = Consent.objects.exclude(page="").order_by().values_list("page")
    asked, confirmed = (Count("pk", filter=Q(act=act)) for act in (Act.ASKED, Act.CONFIRMED))
    pages: dict[str, list[int]] = {}
    campaigns: dict[str, list[int]] = {}
    for page, *numbers in counted.annotate(asked=asked, confirmed=confirmed):
        path, _, code = page.partition(BY_CAMPAIGN)
        for found, name in ((pages, path), (campaigns, code or campaign_of(path))):
            if name:
                found[name] = [had + more for had, more in zip(found.get(name, (0, 0)), numbers, strict=True)]
    return {"pages": most(pages), "campaigns": most(campaigns)}


def campaign_of(path: str) -> str:
    """The code of the campaign whose own page this is."""
    return path.removeprefix("/campaigns/").strip("/") if path.startswith("/campaigns/") else ""


def most(found: dict[str, list[int]]) -> list[SignUps]:
    rows = [(name, asked, confirmed) for name, (asked, confirmed) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))[:MOST_PAGES]
