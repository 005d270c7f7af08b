"""The admin's page of numbers: the newest count of each series, and a short way to a newer one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from publishing import acts, standing, verbs
from publishing.forms import FieldErrors
from sources.documents import SourceList
from sources.models import Source, bare_doi
from wcs_species import choices, freeze, models, wording
from wcs_species.verbs import add_count

SCRIPT: Any = Script("admin_site/numbers.js", type="module")
# Of the form: what the sentence for readers is made of.
SAID = ("qualifier", "low", "high", "year", "same", "area", "method", "detail")


@dataclass(frozen=True)
class Line:
    """A series in a line, by its newest count."""

    series: models.Series
    newest: models.Count
    url: str

    @property
    def value(self) -> str:
        count = self.newest
        return f"{wording.count(count.qualifier, count.low, count.high)} {self.series.get_counted_display()}"

    @property
    def words(self) -> str:
        parts = (self.value, self.series.area, self.series.get_method_display(), self.newest.year)
        return " · ".join(str(part) for part in parts if part)


def adding_to(series: models.Series, here: str) -> str:
    """Where a newer count of this series is added; `here` is the page of numbers of its species."""
    return f"{here}?series={series.uid}#id_low"


def lines(counts: Iterable[models.Count], url: str) -> list[Line]:
    """A line for each series that has a dated and checked count, the one with the headline first."""
    dated = sorted(
        (count for count in counts if count.year and not count.unverified), key=lambda count: count.year or 0
    )
    newest = {count.series_id: count for count in dated}
    headlines = {count.series_id for count in dated if count.is_headline}
    ordered = sorted(newest.values(), key=lambda each: (each.series_id not in headlines, each.series.position))
    return [Line(count.series, count, adding_to(count.series, url)) for count in ordered]


class NewCountForm(FieldErrors, forms.ModelForm):
    """A newer count of the series of `line`. What is typed as its source is looked for, and made where it is new."""

    same = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")],
        widget=forms.RadioSelect,
        error_messages={"required": "Answer this: a rise or a fall is told only where it is yes."},
    )
    area = forms.CharField(label="Where", max_length=160, required=False)
    method = forms.ChoiceField(label="How", choices=[("", "Not told"), *choices.Method.choices], required=False)
    detail = forms.CharField(label="More about how", max_length=200, required=False)
    read_in = forms.CharField(
        label="Where it was read",
        max_length=500,
        widget=forms.TextInput({"list": "known-sources", "autocomplete": "off"}),
        help_text="A title, a link or a DOI. One we have is found as you type; another becomes a new source.",
        error_messages={"required": "Say where it was read: a title or a link."},
    )
    uid = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = models.Count
        fields = ["qualifier", "low", "high", "year", "note", "is_headline"]
        labels = {"qualifier": "How many", "low": "Number", "is_headline": "Make this the headline number"}

    def __init__(self, data: Any, line: Line, species: models.Species) -> None:
        self.line = line
        row = models.Count(species=species, series=line.series, is_headline=line.newest.is_headline)
        started = {
            "uid": uuid4(),
            "area": line.series.area,
            "method": line.series.method,
            "detail": line.series.detail,
        }
        super().__init__(data, instance=row, initial=started, label_suffix="")
        self.fields["year"].required = True
        self.fields["same"].label = f"Same area and method as in {line.newest.year}?"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("same") == "no":
            self._begin_series(cleaned)
        else:
            self.instance.comparable = cleaned.get("same", "unsure")
            self._refuse_older(cleaned)
        if cleaned.get("read_in"):
            self.instance.source = self._source(cleaned["read_in"])
        self.instance.uid = cleaned.get("uid") or self.instance.uid
        return cleaned

    def _begin_series(self, cleaned: dict[str, Any]) -> None:
        """A series of its own, for what is counted elsewhere or otherwise."""
        old = self.line.series
        given = {name: cleaned.get(name, "") for name in ("area", "method", "detail")}
        if given == {name: getattr(old, name) for name in given}:
            self.add_error("area", "Say what differs: where it was counted, or how.")
            return
        series = models.Series(species=old.species, counted=old.counted, **given)
        try:
            series.full_clean(exclude={"species"})
            series.validate_constraints()
        except ValidationError as error:
            # Beside a field of this form; the rule of the table names one.
            self.add_error("area", [words for each in error.message_dict.values() for words in each])
        self.instance.series = series

    def _refuse_older(self, cleaned: dict[str, Any]) -> None:
        newest = self.line.newest
        year, value = cleaned.get("year"), (cleaned.get("low"), cleaned.get("high"))
        if (year, *value) == (newest.year, newest.low, newest.high):
            self.add_error("low", "That count is already there: the same series, year and number.")
        elif year is not None and newest.year is not None and year <= newest.year:
            self.add_error("year", f"The newest count there is of {newest.year}. An older one is added in the form.")

    def _source(self, typed: str) -> Source | None:
        """The source that is meant, or a new one. What cannot be one is told beside the field."""
        typed, doi = typed.strip(), bare_doi(typed)
        known = Source.objects.filter(Q(title__iexact=typed) | Q(url=typed) | Q(doi__iexact=doi)).first()
        known = known or next(
            (each for each in Source.objects.filter(title__in=beginnings(typed)) if str(each) == typed), None
        )
        if known is not None and known.unverified:
            self.add_error("read_in", "Nobody has checked that source yet: what rests on it stays out of the page.")
        if known is not None:
            return known
        is_link = typed.startswith(("https://", "http://"))
        place = "doi" if doi.startswith("10.") else "url" if is_link else "title"
        new = Source(**{place: doi if place == "doi" else typed}, accessed_on=date.today())
        try:
            new.full_clean()
        except ValidationError as error:
            self.add_error("read_in", error.messages)
        return new

    @property
    def sentence(self) -> str:
        """What readers will be told, as far as it is typed; empty before that is certain."""
        if not self.is_bound or any(name in self.errors for name in SAID):
            return ""
        count = self.instance
        before = () if count.series.pk is None else (freeze.count_point(self.line.newest, SourceList()),)
        return freeze.one_series(count.series, before).sentence(freeze.count_point(count, SourceList()))

    @property
    def begins_series(self) -> bool:
        return self.instance.series.pk is None


def beginnings(text: str) -> list[str]:
    """What may be the title of a source that is written “title, author, year”."""
    parts = text.split(", ")
    return [", ".join(parts[:number]) for number in range(1, len(parts) + 1)]


def page(desk: Any, request: HttpRequest, species: models.Species) -> HttpResponse:
    """GET shows the numbers, and the form for a newer count of the series in the address; POST saves it."""
    here = reverse("admin:wcs_species_species_numbers", args=[species.pk])
    if request.method == "POST":
        with transaction.atomic():
            species.page = verbs.lock(species.page)
            form, answer = posted(request, species, here)
        if answer is None and form is None:
            return published(desk, request, species, here)
    else:
        form, answer = None, None
        if "series" in request.GET:
            form = NewCountForm(None, line_of(species, request.GET["series"], here), species)
    return answer or shown(desk, request, species, form, here)


def posted(request: HttpRequest, species: models.Species, here: str) -> tuple[NewCountForm | None, HttpResponse | None]:
    """The form where it has to be looked at again, or the answer; neither where it is saved and to be published."""
    form = NewCountForm(request.POST, line_of(species, request.POST.get("series", ""), here), species)
    uid = as_uuid(request.POST.get("uid", ""))
    if uid is not None and models.Count.objects.filter(uid=uid).exists():
        messages.info(request, "This count is saved already; nothing was done twice.")
        return None, HttpResponseRedirect(here)
    if request.POST.get("draft_version") != str(species.page.draft_version):
        form.add_error(None, f"{species.page.draft_changed_by or 'Somebody'} saved this page after you opened it. "
                       "Everything you typed is still here: look at the numbers, then save again.")  # fmt: skip
    if not form.is_valid() or "_look" in request.POST:
        return form, None
    add_count(form.instance, by=request.user, expected=species.page.draft_version)  # type: ignore[arg-type]
    if "_publish" in request.POST:
        return None, None
    messages.success(request, "Draft saved. Nothing changes for readers until you publish.")
    return None, HttpResponseRedirect(here)


def published(desk: Any, request: HttpRequest, species: models.Species, here: str) -> HttpResponse:
    """Publish the draft, as the form does, and come back here; where a schedule waits, to the page that asks."""
    links = desk.links_of(species)
    answer = acts.perform(request, species, acts.Asked(act=acts.PUBLISH), links)
    return HttpResponseRedirect(here) if answer["Location"] == links["change"] else answer


def shown(
    desk: Any, request: HttpRequest, species: models.Species, form: NewCountForm | None, here: str
) -> HttpResponse:
    context = {
        "title": f"Numbers of {species}",
        "lines": of(species, here),
        "form": form,
        "standing": standing.of(species.page),
        "here": here,
        "media": forms.Media(js=[SCRIPT]) if form else forms.Media(),
    }
    return desk.own_page(request, species, "wcs_species/numbers", context)  # type: ignore[no-any-return]


def sentence(request: HttpRequest, species: models.Species) -> JsonResponse:
    """What readers will be told of the count that is being typed."""
    form = NewCountForm(request.GET, line_of(species, request.GET.get("series", ""), ""), species)
    return JsonResponse({"sentence": form.sentence, "begins": form.begins_series})


def of(species: models.Species, here: str) -> list[Line]:
    return lines(species.counts.select_related("series"), here)


def line_of(species: models.Species, uid: str, here: str) -> Line:
    """The line of the series with that uid. Raises Http404."""
    for line in of(species, here):
        if str(line.series.uid) == uid:
            return line
    raise Http404(uid)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
