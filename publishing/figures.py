"""Figures in running text: the number of another page, as that page says it now.

In a draft a figure is a link, `figure:` and the uid of its page, around the words of the day it was written. Freezing
writes the words of that moment, which a page shows alone where there is no live figure any more; else the page that
is made shows the figure of the edition in force (publishing.richtext.resolved). What tells of a day, such as news,
keeps the words of its writer.
"""

from typing import Any
from uuid import UUID

from django.utils.html import escape

from publishing import kinds, richtext
from publishing.models import Edition
from publishing.richtext import Figure


def frozen(html: str, draft: Any) -> str:
    """A rich text made safe, its figures with the words of now."""
    cleaned = richtext.clean(html)
    found = _now(draft, richtext.figures_in(cleaned))

    def written(uid: UUID, words: str) -> str:
        said = escape(found[uid].words) if uid in found else words
        return f'<a href="figure:{uid}" rel="noopener">{said}</a>'

    return richtext.with_figures(cleaned, written)


def of_its_day(html: str) -> str:
    """A rich text made safe, its figures as they were written, each a link to its page."""
    return richtext.with_figures(
        richtext.clean(html), lambda uid, words: f'<a href="page:{uid}" rel="noopener">{words}</a>'
    )


def _now(draft: Any, uids: set[UUID]) -> dict[UUID, Figure]:
    """The figures of these pages; a whole draft, which lives no longer than a request, asks once."""
    known: dict[UUID, Figure | None] = draft.__dict__.setdefault("_figures", {}) if draft.is_whole else {}
    if asked := uids - known.keys():
        live = Edition.objects.live().filter(page__uid__in=asked).for_lists()
        known.update(dict.fromkeys(asked) | {edition.page.uid: kinds.figure(edition) for edition in live})
    return {uid: figure for uid, figure in known.items() if figure is not None}
