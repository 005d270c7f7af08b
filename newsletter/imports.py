"""An existing list, taken over with proof of consent: everything is shown before anything is stored."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from newsletter import addresses, suppressions
from newsletter.models import Consent, Subscriber, Suppression

BATCH = 500
NO_DAY = "The day they agreed is missing."
State = Subscriber.State
# A row of the file with its number there, as a spreadsheet counts.
type Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Line:
    """One address, where it stands, and when it agreed as far as the file says; why it is left, or what to look at."""

    row: int
    email: str
    agreed: str = ""
    why: str = ""


@dataclass
class Plan:
    """What storing this file would do, by what is known of its addresses. `doubtful` ones are among the new."""

    new: list[Line] = field(default_factory=list)
    doubtful: list[Line] = field(default_factory=list)
    known: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    closed: list[Line] = field(default_factory=list)
    twice: list[Line] = field(default_factory=list)
    unreadable: list[Line] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """The words of a file as spreadsheets write them: UTF-8, UTF-16 or Windows-1252. Raises ValidationError."""
    if content.startswith(b"PK"):
        raise ValidationError("That is a workbook. Save it as CSV first, and choose that file.")
    codec = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValidationError("That is no table of comma-separated values. Save the list as CSV first.")
    return text


def table(text: str) -> tuple[list[str], list[Row]]:
    """The names of the columns, and the rows. Raises ValidationError for what is no table."""
    first = text.partition("\n")[0]
    # Excel may say so in a line of its own.
    skipped = first.lower().startswith("sep=")
    head = text.split("\n", 2)[1] if skipped and "\n" in text else first
    delimiter = max(",;\t", key=head.count)
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1))
    except csv.Error as error:
        raise ValidationError(f"That is no table of comma-separated values: {error}.") from None
    rows = [(number, row) for number, row in lines[skipped:] if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise ValidationError("The first line names the columns, and each further line is a subscriber.")
    return [cell.strip() or f"column {place}" for place, cell in enumerate(rows[0][1], start=1)], rows[1:]


def columns(names: list[str], rows: list[Row]) -> tuple[int | None, int | None]:
    """Those that look like the addresses and the days they agreed; None where none does."""
    sample = [row for _, row in rows[:20]]
    holds = [sum("@" in row[place] for row in sample if place < len(row)) for place in range(len(names))]
    email = holds.index(max(holds)) if any(holds) else None
    words = ("agreed", "consent", "opt-in", "opt in", "subscribed", "signed up", "confirmed", "joined")
    days = [place for place, name in enumerate(names) if place != email and any(w in name.casefold() for w in words)]
    return email, next(iter(days), None)


def plan(rows: Iterable[Row], *, email: int, agreed: int | None) -> Plan:
    """Sorts the addresses; nothing is stored."""
    found = Plan()
    lines: dict[str, Line] = {}
    for number, row in rows:
        written, day = cell(row, email), cell(row, agreed)[:40]
        try:
            address = addresses.normalised(written)
        except ValidationError as error:
            found.unreadable.append(Line(number, written[:100], why=" ".join(error.messages)))
            continue
        if agreed is not None and not day:
            found.unreadable.append(Line(number, address, why=NO_DAY))
        elif address in lines:
            found.twice.append(Line(number, address, why=f"It stands in row {lines[address].row}."))
        else:
            lines[address] = Line(number, address, day)
    for some in batched(lines.values(), BATCH):
        sort(some, found)
    found.doubtful = list(doubtful(found.new))
    return found


def cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def sort(lines: Iterable[Line], found: Plan) -> None:
    by_key = {suppressions.key_of(line.email): line.email for line in lines}
    closed = {by_key[key] for key in Suppression.objects.filter(key__in=by_key).values_list("key", flat=True)}
    known = dict(Subscriber.objects.filter(email__in=by_key.values()).values_list("email", "state"))
    for line in lines:
        state = known.get(line.email)
        if line.email in closed or state == State.SUPPRESSED:
            found.closed.append(line)
        elif state == State.UNSUBSCRIBED:
            found.left.append(line)
        elif state is not None:
            found.known.append(line)
        else:
            found.new.append(line)


def doubtful(lines: Iterable[Line]) -> Iterator[Line]:
    """Those whose domain looks mistyped."""
    for line in lines:
        if meant := addresses.meant(line.email):
            yield Line(line.row, line.email, why=f"Was {meant} meant?")


def store(plan: Plan, *, proof: str, by: User) -> int:
    """The new addresses become subscribers, each with the proof in its record; returns how many.

    Some hundred at a time, so that nobody else waits; should it break off, the others are new at the next try.
    """
    return sum(store_some(some, proof=proof, by=by) for some in batched(plan.new, BATCH))


def store_some(lines: Iterable[Line], *, proof: str, by: User) -> int:
    rows = {line: Subscriber(email=line.email, state=State.CONFIRMED) for line in lines}
    with transaction.atomic():
        Subscriber.objects.bulk_create(rows.values(), ignore_conflicts=True)
        # Whoever signed up meanwhile has a row with another uid, and is left alone.
        stored = dict(Subscriber.objects.filter(uid__in=[row.uid for row in rows.values()]).values_list("uid", "pk"))
        Consent.objects.bulk_create(
            Consent(subscriber_id=stored[row.uid], act=Consent.Act.IMPORTED, how=how(line, proof, by))
            for line, row in rows.items()
            if row.uid in stored
        )
    return len(stored)


def how(line: Line, proof: str, by: User) -> str:
    agreed = f", agreed {line.agreed}" if line.agreed else ""
    return f"Imported by {by}{agreed}: {proof}"[:300]
