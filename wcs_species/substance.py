"""What a new edition of a profile says that those who follow the animal want to hear: its status, counts, actions."""

from collections.abc import Iterator
from itertools import pairwise

from wcs_species import wording
from wcs_species.documents import CountPoint, CountSeries, SpeciesProfile, shorten

# What came of an action, as far as one sentence goes.
LONGEST_RESULT = 160


def changes(before: SpeciesProfile, after: SpeciesProfile) -> list[str]:
    """A sentence for each of these that `after` says otherwise; none for words, photos, sources or what is gone."""
    return [*_status(before, after), *_counts(before, after), *_actions(before, after)]


def _status(before: SpeciesProfile, after: SpeciesProfile) -> Iterator[str]:
    was, now = before.status, after.status
    if now is None or (was and (was.category, was.year) == (now.category, now.year)):
        return
    assessed = f", assessed in {now.year}" if now.year else ""
    if was is None:
        yield f"Its Red List status is {now.label}{assessed}."
    elif was.category == now.category:
        yield f"Its Red List status is still {now.label}{assessed}."
    else:
        yield f"Its Red List status changed from {was.label} to {now.label}{assessed}."


def _counts(before: SpeciesProfile, after: SpeciesProfile) -> Iterator[str]:
    known = {count.uid: count for series in before.series for count in series.counts}
    for series in after.series:
        for earlier, count in pairwise((None, *series.counts)):
            assert count is not None
            was = known.get(count.uid)
            said = f"{count.phrase} {series.counted}, {series.area}, {count.year}"
            if was is None:
                yield f"A new count: {said}.{_against(series, earlier, count)}"
            elif (was.phrase, was.year) != (count.phrase, count.year):
                year = f" for {was.year}" if was.year != count.year else ""
                yield f"A corrected count: {said}. This page said {was.phrase}{year} before."


def _against(series: CountSeries, earlier: CountPoint | None, count: CountPoint) -> str:
    """Against the count before it, where the two may be compared; otherwise nothing, and never a rise or a fall."""
    if earlier is None or not wording.are_comparable(series.method, count.comparable):
        return ""
    return f" {series.against(earlier, count)}"


def _actions(before: SpeciesProfile, after: SpeciesProfile) -> Iterator[str]:
    known = {action.uid: action for action in before.actions}
    for action in after.actions:
        was = known.get(action.uid)
        if was is None:
            told = ", ".join(part for part in (action.title, action.place, action.period) if part)
            yield f"A new conservation action: {told}."
        elif action.result and not was.result:
            yield f"What came of “{action.title}”: {shorten(action.result, LONGEST_RESULT)}"
