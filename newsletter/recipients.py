"""Who an issue goes to: counted while it is written, frozen in one statement when sending begins."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import StrIndex, Substr

from newsletter.models import Consent, Delivery, Issue, Subscriber

DOMAIN = Substr("email", StrIndex(F("email"), Value("@")) + 1)


def audience(issue: Issue) -> QuerySet[Subscriber]:
    """Those whom it would reach now."""
    readers, topics = Subscriber.objects.reached(), issue.topics.all()
    return readers.following(topics) if issue.is_digest else readers.interested_in(topics)


def add(issue: Issue) -> list[str]:
    """One row for each recipient, waiting, in one statement however many there are; returns the lanes.

    Where mail to one domain is limited, a domain with more recipients than may be mailed in a minute has a lane of its
    own: its rows never stand in the way of the others.
    """
    readers = audience(issue)
    lanes = crowded(readers)
    rows = (
        readers.alias(domain=DOMAIN)
        .order_by("pk")
        .values_list(
            Value(issue.pk, output_field=IntegerField()),
            F("pk"),
            Value(Delivery.State.WAITING.value, output_field=IntegerField()),
            Value(0, output_field=IntegerField()),
            Case(*[When(domain=lane, then=Value(lane)) for lane in lanes], default=Value("")) if lanes else Value(""),
            Value(""),
        )
    )
    query, values = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsletter_delivery (issue_id, subscriber_id, state, tries, lane, error) " + query, values
        )
    return lanes


def crowded(readers: QuerySet[Subscriber]) -> list[str]:
    """Domains with more of these readers than may be mailed in a minute."""
    if not settings.MAIL_PER_DOMAIN:
        return []
    domains = readers.annotate(domain=DOMAIN).order_by().values("domain").annotate(readers=Count("pk"))
    return sorted(domains.filter(readers__gt=settings.MAIL_PER_DOMAIN).values_list("domain", flat=True))


def imported_at(issue: Issue) -> Subquery | Value:
    """Of its deliveries, when the address came with a list; null for who confirmed it by a mail of ours, then or since.

    It costs a twentieth of a mail, so it is asked only where anybody came so.
    """
    return _IMPORTED_AT if _has_imported(issue.pk, issue.started_at) else Value(None, output_field=DateTimeField())


@lru_cache(maxsize=50)
def _has_imported(issue: int, started_at: datetime | None) -> bool:
    """Its recipients are frozen, so once in a process is enough."""
    return Consent.objects.filter(act=Consent.Act.IMPORTED, subscriber__deliveries__issue=issue).exists()


_CONFIRMED = Consent.objects.filter(subscriber=OuterRef("subscriber"), act=Consent.Act.CONFIRMED)
_IMPORTS = Consent.objects.filter(~Exists(_CONFIRMED), subscriber=OuterRef("subscriber"), act=Consent.Act.IMPORTED)
_IMPORTED_AT = Subquery(_IMPORTS.order_by().values("subscriber").annotate(day=Max("at")).values("day"))
