"""Links that show a page to somebody outside before it is public: the draft as it is, or one edition as it is fixed.

The token is in the link and nowhere else: stored is its hash, so the link is shown once, when it is made.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from publishing import clock, kinds
from publishing.clock import Now
from publishing.documents import Document
from publishing.models import Act, Edition, Page, SharedLink

DAYS = {"1": "a day", "7": "a week", "30": "thirty days"}


class Gone(Exception):
    """The link was good once; the text says why it is no more."""


def share(page: Page, *, by: Any, days: int, edition: Edition | None = None) -> str:
    """A new link to the draft, or to that edition, for so many days; returns its address, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    expires_at = clock.now() + timedelta(days=days)
    with transaction.atomic():
        SharedLink.objects.create(
            page=page, edition=edition, made_by=by, expires_at=expires_at, token_hash=_hash(token)
        )
        until = f"good until {expires_at:%-d %B %Y}"
        why = until if edition else f"the draft, {until}"
        Act.objects.create(page=page, verb=Act.Verb.SHARE, edition=edition, by=by, why=why)
    return f"{settings.SITE_URL}/preview/{token}/"


def revoke(link: SharedLink, *, by: Any) -> None:
    """From now on the link shows nothing."""
    with transaction.atomic():
        if SharedLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=Now()):
            why = "" if link.edition_id else "the draft"
            Act.objects.create(page=link.page, verb=Act.Verb.UNSHARE, edition_id=link.edition_id, by=by, why=why)


def find(token: str) -> SharedLink | None:
    """The link with that token; None where there is none. Raises Gone where it shows nothing any more."""
    link = SharedLink.objects.select_related("page", "edition").filter(token_hash=_hash(token)).first()
    if link is None:
        return None
    if link.revoked_at is not None:
        raise Gone("Whoever sent you this link has withdrawn it.")
    if link.expires_at <= clock.now():
        raise Gone(f"This link was good until {link.expires_at:%-d %B %Y}. Ask for a new one.")
    edition = link.edition
    if edition is not None and (edition.in_force_until == edition.in_force_from or edition.closed_at is not None):
        raise Gone("What this link showed is withdrawn and will not be published.")
    return link


def shown_by(link: SharedLink) -> tuple[Document, Edition | None]:
    """What the link shows: the draft as it is now, or its edition. Raises Gone where the draft was deleted."""
    if link.edition is not None:
        link.edition.is_waiting = link.edition.in_force_from > clock.now()
        return kinds.read(link.edition), link.edition
    kind = kinds.get(link.page.kind)
    row = kind.drafts().filter(page=link.page).first()
    if row is None:
        raise Gone("The page that this link showed is deleted.")
    return kind.freeze(row), None


def count(link: SharedLink) -> None:
    """Remember that somebody looked."""
    SharedLink.objects.filter(pk=link.pk).update(seen_count=F("seen_count") + 1, seen_at=Now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class ShareForm(forms.Form):
    shows = forms.ChoiceField(label="What it shows", widget=forms.RadioSelect)
    days = forms.ChoiceField(label="It is good for", choices=list(DAYS.items()), initial="7")

    def __init__(self, data: Any, *, scheduled: list[Edition]) -> None:
        super().__init__(data)
        self.editions = {str(edition.number): edition for edition in scheduled}
        self.fields["shows"].choices = [  # type: ignore[attr-defined]
            ("draft", "The draft, as it is saved when they look"),
            *(
                (number, f"Edition {number}, scheduled for {edition.in_force_from:%-d %B %Y, %H:%M} UTC: for the press")
                for number, edition in self.editions.items()
            ),
        ]
        self.initial = {"shows": next(iter(self.editions), "draft")}


def links_page(desk: Any, request: HttpRequest, row: Any, scheduled: list[Edition]) -> HttpResponse:
    """The links to this page: made, listed and withdrawn by its editors."""
    here = desk.links_of(row)["links"]
    if request.method == "POST" and "revoke" in request.POST:
        pressed = request.POST["revoke"]
        link = row.page.shared_links.filter(pk=int(pressed) if pressed.isdecimal() else None).first()
        if link is not None:
            revoke(link, by=request.user)
            messages.success(request, "The link is withdrawn: whoever opens it is told so.")
        return HttpResponseRedirect(here)
    form = ShareForm(request.POST if request.method == "POST" else None, scheduled=scheduled)
    if form.is_bound and form.is_valid():
        edition = form.editions.get(form.cleaned_data["shows"])
        address = share(row.page, by=request.user, days=int(form.cleaned_data["days"]), edition=edition)
        words = 'Copy the link now, it is not shown again: <a class="shared" href="{0}">{0}</a>'
        messages.success(request, format_html(words, address))
        return HttpResponseRedirect(here)
    links = row.page.shared_links.select_related("made_by", "edition").defer("edition__document")
    return desk.own_page(request, row, "links", {"title": f"Show “{row}” to someone", "form": form, "shared": links})  # type: ignore[no-any-return]
