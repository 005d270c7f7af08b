"""A difference as plain sentences, for those who read the history of a page."""

from collections.abc import Iterator

from publishing.compare import Difference, LineChange, RowChange, SectionChange
from publishing.sections import YES, Rows

# So many characters of a value are told; a longer one is only said to have changed.
SHORT = 80
# So many rows are told one by one.
FEW = 3
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sentences(difference: Difference) -> list[str]:
    """What changed, most telling first in the order of the sections; none where nothing did."""
    return [sentence for section in difference.sections for sentence in _section(section)]


def _section(section: SectionChange) -> Iterator[str]:
    # Italics are seen, and not told.
    yield from (_line(change) for change in section.lines if change.paragraphs)
    by_rows: dict[str, tuple[Rows, list[RowChange]]] = {}
    for row in section.rows:
        by_rows.setdefault(row.rows.many, (row.rows, []))[1].append(row)
    for rows, changes in by_rows.values():
        yield from _rows(rows, changes)


def _line(change: LineChange) -> str:
    words, before, after = change.line.words, change.before, change.after
    told = not change.line.is_text and max(len(before), len(after)) <= SHORT
    was = "were" if change.line.is_many else "was"
    if not before or not after:
        done, value = ("added", after) if not before else ("taken out", before)
        if value == YES:
            return f"{words} {was} {done}."
        return f"{words} {was} {done}: {value}." if told else f"The {_small(words)} {was} {done}."
    if told:
        return f"{words} changed from {before} to {after}."
    return f"The {_small(words)} {was} {'reworded' if change.line.is_text else 'changed'}."


def _rows(rows: Rows, changes: list[RowChange]) -> Iterator[str]:
    for what in ("added", "removed", "changed"):
        found = [change for change in changes if change.what == what]
        told_singly = len(found) == 1 or (len(found) <= FEW and any(change.before or change.after for change in found))
        if told_singly:
            yield from (_row(change) for change in found)
        elif found:
            yield f"{_number(len(found))} {rows.many} were {_verb(found)}."
    if any(change.has_moved for change in changes):
        yield f"The {rows.many} were put in another order."


def _row(change: RowChange) -> str:
    called = _large(change.called)
    if change.what == "changed" and change.before != change.after and change.before and change.after:
        return f"{called} changed from {change.before} to {change.after}."
    value = change.after or change.before if change.what != "changed" else ""
    return f"{called} was {_verb([change])}{f': {value}' if value else ''}."


def _verb(changes: list[RowChange]) -> str:
    if changes[0].what == "added":
        return "added"
    if changes[0].what == "removed":
        return "taken out"
    lines = [change for row in changes for change in row.lines]
    if all(change.line.is_text for change in lines):
        return "reworded"
    return "given another source" if all(change.line.words == "Source" for change in lines) else "changed"


def _number(number: int) -> str:
    return _large(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
