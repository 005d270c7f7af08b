"""The bin: drafts that were never published and that nobody wants, until they are returned or thrown away."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from publishing import clock, kinds, verbs
from publishing.models import Page

KEPT = timedelta(days=30)
WAS_PUBLISHED = (
    "A page that was published or scheduled is not deleted: its address and its history stay. "
    "Take it down instead; readers then find nothing there."
)


def put(page: Page, *, by: verbs.By) -> None:
    """The draft leaves the lists and can be returned for KEPT.

    Raises Refused for a page that was published or scheduled: its address and its history stay.
    """
    with transaction.atomic():
        page = verbs.lock(page)
        if page.editions.exists():
            raise verbs.Refused(WAS_PUBLISHED)
        Page.objects.filter(pk=page.pk).update(binned_at=clock.now(), binned_by=by)


def take_out(page: Page) -> None:
    """The draft is back in the lists as it was."""
    Page.objects.filter(pk=page.pk).update(binned_at=None, binned_by=None)


def throw_away(row: Any) -> None:
    """The draft in the bin is gone for good. Raises Refused where it is not there any more, or something needs it."""
    try:
        with transaction.atomic():
            page = verbs.lock(row.page)
            if page.binned_at is None:
                raise verbs.Refused("It was taken out of the bin in the meantime.")
            row.delete()
            # Of a page without editions they only tell of links that show nothing any more.
            page.acts.all().delete()
            page.delete()
    except ProtectedError as error:
        raise verbs.Refused("Something else still needs it.") from error


def step() -> bool:
    """Throw away what has been in the bin for KEPT; False where nothing was."""
    thrown = False
    for page in Page.objects.filter(binned_at__lt=clock.now() - KEPT).order_by("binned_at")[:20]:
        row = kinds.get(page.kind).model._default_manager.filter(page=page).first()
        try:
            throw_away(row)
        except verbs.Refused:
            continue
        thrown = True
    return thrown
