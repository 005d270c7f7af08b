"""Takes a photo from every page at once, when the right to show it is gone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.text import capfirst

from photos import embargo, renditions
from photos.bases import PhotoOnPage
from photos.models import Photo, Withdrawal
from photos.uses import ROLE, rows_showing
from publishing import clock, kinds, state, verbs
from publishing.models import Edition

MOST_OFFERED = 12


class Refused(Exception):
    """A photo that cannot be withdrawn so; the text says why, in the editor's words."""


def offers(photo: Photo) -> list[Photo]:
    """Other photos that may be shown, of the same pages first and then of the same collections."""
    together = {
        other: None
        for row, key, page in rows_showing(photo)
        if isinstance(row, PhotoOnPage)
        for other in type(row)._base_manager.filter(**{_parent(row, page): page}).values_list(key, flat=True)
    }
    wanted = Q(pk__in=together) | Q(collections__in=photo.collections.all())
    found = Photo.objects.complete().filter(wanted).exclude(pk=photo.pk).exclude(rendition_list="[]").distinct()
    return sorted(found, key=lambda other: other.pk not in together)[:MOST_OFFERED]


def withdraw(photo: Photo, *, by: User | None, why: str, replacement: Photo | None = None) -> Withdrawal:
    """From the next request on no page shows this photo, and after the commit none of its files is left.

    Drafts show the replacement where one was chosen; the others say that they need one. Raises Refused.
    """
    if not why.strip():
        raise Refused("Say why the photo is withdrawn.")
    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=photo.pk)
        if photo.withdrawn_at:
            raise Refused("It is withdrawn already.")
        if replacement is not None and not Photo.objects.complete().exclude(pk=photo.pk).filter(pk=replacement.pk):
            raise Refused("The photo chosen in its place cannot be shown. Choose another.")
        withdrawal = Withdrawal.objects.create(
            photo=photo,
            photo_uid=photo.uid,
            title=photo.title,
            credit=photo.credit_line,
            at=clock.now(),
            by=by,
            why=why.strip(),
            uses="\n".join(_told(photo)),
            replaced_by=replacement,
            files=len({file.name for file in [*photo.renditions(), *photo.made()]}),
        )
        if replacement is not None:
            _replace(photo, replacement, by=by)
        renditions.delete_after_commit(photo)
        Photo.objects.filter(pk=photo.pk).update(
            withdrawn_at=withdrawal.at, file="", recipe="", rendition_list="[]", made_list="[]", render_after=None
        )
        state.changed()
    return withdrawal


def receipt(withdrawal: Withdrawal) -> str:
    """What to send to whoever asked for it: what was where, and when it went."""
    uses = withdrawal.uses.splitlines() or ["nowhere"]
    return "\n".join(
        [
            f"The photo “{withdrawal.title}” ({withdrawal.credit or 'no credit given'})",
            f"was withdrawn from {settings.SITE_URL} on {withdrawal.at:%-d %B %Y at %H:%M} UTC.",
            "",
            f"Reason: {withdrawal.why}",
            "",
            "It was shown here:",
            *(f"- {use}" for use in uses),
            "",
            f"No page has shown it since. The original and the {withdrawal.files} files made from it are deleted, and",
            "their addresses answer that they are gone. Copies that others made, such as search engines and browsers,",
            "are out of our reach; search engines drop theirs when they next ask for the address.",
            "",
            f"Number of this receipt: {withdrawal.pk}",
        ]
    )


def _told(photo: Photo) -> Iterator[str]:
    """Where readers see it. The receipt leaves the house: it names no draft, and nothing that waits for its hour."""
    live = Edition.objects.live().filter(references__role=ROLE, references__target=photo.uid)
    for kind, title, path in live.order_by("title").values_list("kind", "title", "path").distinct():
        yield f"{kinds.get(kind).label}: {title}, {settings.SITE_URL}{path}"
    for rows, name in embargo.shown_at_once():
        yield from (f"{capfirst(row._meta.verbose_name)}: {row}" for row in rows.filter(**{name: photo}))


def _replace(photo: Photo, replacement: Photo, *, by: User | None) -> None:
    """Drafts show the replacement; a page that shows it already loses one photo."""
    changed = {}
    for row, key, page in rows_showing(photo):
        if not isinstance(row, PhotoOnPage):
            setattr(row, key, replacement)
            row.save(update_fields=[key])
        elif type(row)._base_manager.filter(**{_parent(row, page): page, key: replacement}).exists():
            row.delete()
        else:
            row.show_instead(replacement)
        changed[type(page), page.pk] = page
    for page in changed.values():
        # What is no page of its own, such as an appeal, has no draft to move.
        if getattr(page, "page", None) is not None:
            verbs.save_draft(page, by=by)


def _parent(row: Any, page: Any) -> str:
    """The field by which this row is part of that page."""
    return str(next(f.name for f in row._meta.concrete_fields if f.many_to_one and f.related_model is type(page)))
