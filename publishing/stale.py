"""Editions that would read differently if they were frozen today, though nobody changed their draft.

A name is kept by value: when a place is renamed, a source corrected or a group renamed, the pages that say the old
one are found here and published again in bulk.
"""

from collections.abc import Iterator
from typing import Any

from publishing import kinds, verbs
from publishing.compare import difference
from publishing.documents import sha256, to_json
from publishing.models import Edition

WHY = "Names and sources brought up to date."


def outdated() -> Iterator[tuple[Edition, Any]]:
    """The live edition and the draft's row of every page that says something old.

    A page with unpublished changes is not among them: publishing it again would publish those too.
    """
    for kind in kinds.every():
        live = {edition.page_id: edition for edition in Edition.objects.live().of_kind(kind.name).for_lists()}
        for row in kind.drafts().filter(page__in=live).iterator(chunk_size=200):
            edition = live[row.page_id]
            if edition.draft_version == row.page.draft_version and _reads_otherwise(edition, kind, row):
                yield edition, row


def _reads_otherwise(edition: Edition, kind: kinds.Kind, row: Any) -> bool:
    """Whether a reader would see a difference: a document of an older schema may only be written otherwise."""
    document = kind.freeze(row)
    if sha256(to_json(document)) == edition.sha256:
        return False
    return bool(difference(kinds.read(edition), document, kind.sections))


def publish_again(row: Any, *, by: verbs.By) -> Edition:
    """Publish the unchanged draft with the names of today; what is scheduled stays scheduled."""
    return verbs.publish(row, by=by, why=WHY, waiting="keep")
