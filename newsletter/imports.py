"""An existing list, taken over with proof of consent: everything is shown before anything is stored."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import batched

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from newsletter import addresses, suppressions
from newsletter.models import Consent, Subscriber, Suppression

BATCH = 500
State = Subscriber.State


@dataclass(frozen=True)
class Line:
    """One address, and when it agreed as far as the file says."""

    email: str
    agreed: str = ""


@dataclass
class Plan:
    """What storing this file would do, by what is known of its addresses."""

    new: list[Line] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def table(text: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows. Raises ValidationError for what is no table."""
    sample = text[:10_000]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(sample, delimiters=",;\t") if sample.strip() else csv.excel
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValidationError(f"That is no table of comma-separated values: {error}.") from None
    if len(rows) < 2:
        raise ValidationError("The first line names the columns, and each further line is a subscriber.")
    return [cell.strip() for cell in rows[0]], rows[1:]


def plan(rows: Iterable[list[str]], *, email: int, agreed: int | None) -> Plan:
    """Sorts the addresses; nothing is stored."""
    found = Plan()
    lines: dict[str, Line] = {}
    for row in rows:
        written = row[email].strip() if email < len(row) else ""
        try:
            address = addresses.normalised(written)
        except ValidationError:
            found.unreadable.append(written[:100])
            continue
        if address in lines:
            found.twice.append(address)
            continue
        lines[address] = Line(address, row[agreed].strip()[:40] if agreed is not None and agreed < len(row) else "")
    for some in batched(lines.values(), BATCH):
        sort(some, found)
    return found


def sort(lines: Iterable[Line], found: Plan) -> None:
    by_key = {suppressions.key_of(line.email): line.email for line in lines}
    closed = {by_key[key] for key in Suppression.objects.filter(key__in=by_key).values_list("key", flat=True)}
    known = dict(Subscriber.objects.filter(email__in=by_key.values()).values_list("email", "state"))
    for line in lines:
        state = known.get(line.email)
        if line.email in closed or state == State.SUPPRESSED:
            found.suppressed.append(line.email)
        elif state == State.UNSUBSCRIBED:
            found.left.append(line.email)
        elif state is not None:
            found.known.append(line.email)
        else:
            found.new.append(line)


def store(plan: Plan, *, proof: str, by: User) -> int:
    """The new addresses become subscribers, each with the proof in its record; returns how many."""
    number = 0
    with transaction.atomic():
        for some in batched(plan.new, BATCH):
            rows = [Subscriber(email=line.email, state=State.CONFIRMED) for line in some]
            Subscriber.objects.bulk_create(rows, ignore_conflicts=True)
            pks = dict(Subscriber.objects.filter(email__in=[line.email for line in some]).values_list("email", "pk"))
            Consent.objects.bulk_create(
                Consent(subscriber_id=pks[line.email], act=Consent.Act.IMPORTED, how=how(line, proof, by))
                for line in some
            )
            number += len(some)
    return number


def how(line: Line, proof: str, by: User) -> str:
    agreed = f", agreed {line.agreed}" if line.agreed else ""
    return f"Imported by {by}{agreed}: {proof}"[:300]
