"""How an editor picks a number: by typing a name, a year or a place, among the counts of live profiles."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst

from campaigns import ledger
from campaigns.models import CampaignNumber
from publishing.choosers import CHOOSERS
from publishing.documents import fold
from publishing.models import Edition
from publishing.pages import asked

HEADLINE = "headline"
GONE = "A count that its profile no longer says"
# So many profiles are looked through, and so many of their counts offered.
PROFILES, OFFERED = 20, 40


def offered(words: str) -> Iterator[dict[str, str]]:
    """What can be picked: each word is in the name of its profile or in the count itself."""
    wanted = fold(words).split()
    editions = Edition.objects.live().of_kind("species").matching_title_first(" ".join(wanted))
    for word in wanted:
        # Figures and years are in no index: they are looked for in the counts below.
        if not any(character.isdigit() for character in word):
            editions = editions.filter(search_text__contains=word)
    for edition in editions.select_related("page")[:PROFILES]:
        yield from offered_of(edition, wanted)


def offered_of(edition: Edition, wanted: Collection[str]) -> Iterator[dict[str, str]]:
    profile = ledger.profile_of(edition)
    found = list(ledger.counts_of(profile)) if profile else []
    for number in sorted(found, key=lambda number: not number.point.is_headline):
        said = fold(f"{number.name} {edition.path} {number.words}")
        if all(word in said for word in wanted):
            if number.point.is_headline:
                yield {"id": f"{edition.page.pk} {HEADLINE}", "text": label(number, is_headline=True)}
            yield {"id": f"{edition.page.pk} {number.point.uid}", "text": label(number)}


def label(number: ledger.Number, *, is_headline: bool = False) -> str:
    """Amur leopard: 125 adults, 2023, the park, camera traps."""
    always = "the headline number, whichever it is; now " if is_headline else ""
    return f"{capfirst(number.name)}: {always}{number.words}"


def search(request: HttpRequest) -> JsonResponse:
    """For the chooser, as Django's own answers."""
    found = list(islice(offered(asked(request, "term")), OFFERED))
    return JsonResponse({"results": found, "pagination": {"more": False}})


class Picker(AutocompleteMixin, forms.Select):
    """The admin's chooser, which asks for counts instead of rows."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.Select.__init__(self, attrs)
        self.known: dict[str, str] = {}

    @property
    def media(self) -> forms.Media:
        return super().media + CHOOSERS

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = forms.Select.build_attrs(self, base_attrs, extra_attrs)
        return attrs | {
            "class": "admin-autocomplete",
            "data-ajax--cache": "true",
            "data-ajax--delay": "250",
            "data-ajax--type": "GET",
            "data-ajax--url": reverse("admin:campaigns_campaign_numbers"),
            "data-theme": "admin-autocomplete",
            "data-allow-clear": "false",
            "data-placeholder": "Type the name of an animal, a year or a place",
        }

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """What is picked, by the words it has now; the others are asked for."""
        rows = {key: row for key in value if (row := row_of(key))}
        known = self.known if rows.keys() <= self.known.keys() else told(rows.values())
        options = [("", "")] + [(key, known.get(key, GONE)) for key in rows]
        return [(None, [self.create_option(name, key, words, key in value, 0) for key, words in options], 0)]


class PickField(forms.Field):
    """Its value is a pair: the page of the profile, and the uid of the count or None for its headline."""

    widget = Picker
    default_error_messages = {
        "required": "Choose a number.",
        "gone": "That count is not in the live profile now. Choose another.",
    }

    # What the row has already: it stays, even where its profile no longer says it.
    kept = ""

    def clean(self, value: Any) -> tuple[int, UUID | None] | None:
        super().clean(value)
        row = row_of(str(value))
        if row is None or (value != self.kept and not ledger.of_rows([row])):
            raise ValidationError(self.error_messages["gone"], code="gone")
        return row.profile_id, row.count

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


def row_of(key: str) -> CampaignNumber | None:
    """What the chooser sent, as a row; None where that is nothing it sends."""
    page, _, count = key.partition(" ")
    try:
        return CampaignNumber(profile_id=int(page), count=None if count == HEADLINE else UUID(count))
    except ValueError:
        return None


def key_of(row: CampaignNumber) -> str:
    """What the chooser sends for this row."""
    return f"{row.profile_id} {row.count or HEADLINE}" if row.profile_id else ""


def told(rows: Iterable[CampaignNumber]) -> dict[str, str]:
    """The words of what is picked, by what the chooser sends; of what is gone there are none. One query."""
    rows = list(rows)
    found = ledger.of_rows(rows)
    return {key_of(row): label(found[row.uid], is_headline=row.count is None) for row in rows if row.uid in found}
