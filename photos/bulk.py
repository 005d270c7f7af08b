"""Changes many photos at once: first it shows what will change and which photos refuse, then it does it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats

from photos.models import Collection, Photo
from photos.proposals import label_of
from photos.saving import save_changes
from publishing.forms import FieldErrors

# Fields that take one value for all; where only their box is ticked, they are emptied.
WHOLE = ("credit", "rights_holder", "licence", "licence_until")


class BulkForm(FieldErrors, forms.ModelForm):
    """What shall change. A field that is empty, and whose box is not ticked, stays as each photo has it."""

    change_credit = forms.BooleanField(label="Change the photographer", required=False)
    change_rights_holder = forms.BooleanField(label="Change the rights holder", required=False)
    change_licence = forms.BooleanField(label="Change the licence", required=False)
    change_licence_until = forms.BooleanField(label="Change when the licence ends", required=False)
    add_keywords = forms.CharField(label="Add keywords", max_length=500, required=False, help_text="With commas.")
    remove_keywords = forms.CharField(label="Remove keywords", max_length=500, required=False, help_text="With commas.")
    add_to = forms.ModelMultipleChoiceField(
        Collection.objects.all(),
        label="Add to collections",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "boxes"}),
    )
    take_from = forms.ModelMultipleChoiceField(
        Collection.objects.all(),
        label="Take from collections",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "boxes"}),
    )

    class Meta:
        model = Photo
        fields = WHOLE
        widgets = {"licence_until": forms.DateInput({"type": "date"})}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in WHOLE:
            # Who types does not think of the box.
            if self.cleaned_data.get(name):
                self.cleaned_data[f"change_{name}"] = True
        if not self.errors and not self.asks_something():
            raise ValidationError("Nothing is to change yet: fill something in, or tick a box to empty its field.")
        return cleaned

    def asks_something(self) -> bool:
        names = [f"change_{name}" for name in WHOLE]
        names += ["add_keywords", "remove_keywords", "add_to", "take_from"]
        return any(self.cleaned_data.get(name) for name in names)

    def _post_clean(self) -> None:
        # The instance is no photo: the rules are asked of each photo that is to change.
        pass

    @property
    def whole_fields(self) -> list[tuple[Any, Any]]:
        """The box and the field of each value that is the same for all."""
        return [(self[f"change_{name}"], self[name]) for name in WHOLE]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What will change on one photo, in words; or why it refuses."""

    photo: Photo
    fields: list[str] = field(default_factory=list)
    add_to: list[Collection] = field(default_factory=list)
    take_from: list[Collection] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    refusal: str = ""


def plan(photos: Iterable[Photo], asked: dict[str, Any]) -> list[Change]:
    """What the form asks of each photo that it would change. The photos are changed in memory, nothing is saved."""
    changes = [_change(photo, asked) for photo in photos]
    return [change for change in changes if change.words]


def _change(photo: Photo, asked: dict[str, Any]) -> Change:
    wanted = {name: asked[name] for name in WHOLE if asked[f"change_{name}"]}
    wanted["keywords"] = _keywords(photo, asked)
    fields, words = [], []
    for name, value in wanted.items():
        before = getattr(photo, name)
        if value == before:
            continue
        was = _shown(photo, name)
        setattr(photo, name, value)
        fields.append(name)
        words.append(f"{label_of(name)}: {was} → {_shown(photo, name)}")
    inside = {collection.pk for collection in photo.collections.all()}
    add_to = [each for each in asked["add_to"] if each.pk not in inside]
    take_from = [each for each in asked["take_from"] if each.pk in inside and each not in asked["add_to"]]
    words += [f"into the collection “{each}”" for each in add_to]
    words += [f"out of the collection “{each}”" for each in take_from]
    refusal = _refusal(photo, fields)
    return Change(photo=photo, fields=fields, add_to=add_to, take_from=take_from, words=words, refusal=refusal)


def _keywords(photo: Photo, asked: dict[str, Any]) -> str:
    added, removed = (Photo(keywords=asked[name] or "").keyword_list() for name in ("add_keywords", "remove_keywords"))
    if not added and not removed:
        return photo.keywords
    gone = {word.casefold() for word in removed}
    words = {word.casefold(): word for word in [*photo.keyword_list(), *added]}
    return ", ".join(word for key, word in words.items() if key not in gone)


def _shown(photo: Photo, name: str) -> str:
    value = photo.get_licence_display() if name == "licence" else getattr(photo, name)
    if name == "licence_until" and value:
        value = formats.date_format(value, "j F Y")
    return f"“{value}”" if value else "nothing"


def _refusal(photo: Photo, fields: list[str]) -> str:
    if not fields:
        return ""
    if photo.withdrawn_at:
        return "It was withdrawn."
    try:
        photo.clean_fields(exclude={each.name for each in Photo._meta.fields} - set(fields))
        for rule in Photo._meta.constraints:
            # The other rules ask nothing of these fields, and each costs a query.
            if rule.violation_error_code in fields:
                rule.validate(Photo, photo)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def apply(changes: Iterable[Change]) -> int:
    """Do what was planned, but for those that refuse; says how many photos changed. Call it inside a transaction."""
    done = 0
    for change in changes:
        if change.refusal:
            continue
        save_changes(change.photo, change.fields)
        change.photo.collections.add(*change.add_to)
        change.photo.collections.remove(*change.take_from)
        done += 1
    return done


def change_together(
    request: HttpRequest, queryset: QuerySet[Photo], *, photos: admin.ModelAdmin
) -> HttpResponse | None:
    """Asks what shall change, shows what that means for each photo, and then does it; None once it is done."""
    step = request.POST.get("step", "ask")
    form = BulkForm(request.POST if step != "ask" else None)
    changes: list[Change] = []
    chosen = queryset.order_by("pk").prefetch_related("collections")
    if form.is_bound and form.is_valid():
        if step == "do":
            with transaction.atomic():
                # Locked: what is saved is what was read, not what was shown a minute ago.
                keys = list(chosen.values_list("pk", flat=True))
                locked = Photo.objects.filter(pk__in=keys).order_by("pk").select_for_update()
                changes = plan(locked.prefetch_related("collections"), form.cleaned_data)
                number = apply(changes)
                _log(request, changes)
            _say(request, number, changes)
            return None
        changes = plan(chosen, form.cleaned_data)
    context = {
        **photos.admin_site.each_context(request),
        "title": "Change photos together",
        "opts": photos.opts,
        "form": form,
        "selected": request.POST.getlist("_selected_action"),
        "select_across": request.POST.get("select_across", "0"),
        "number": queryset.count(),
        "changes": [change for change in changes if not change.refusal],
        "refused": [change for change in changes if change.refusal],
        "is_planned": form.is_bound and form.is_valid(),
        "media": photos.media,
    }
    return TemplateResponse(request, "admin/photos/photo/change_together.html", context)


def _log(request: Any, changes: list[Change]) -> None:
    done = [change.photo for change in changes if not change.refusal]
    if done:
        words = "Changed together with others."
        LogEntry.objects.log_actions(request.user.pk, done, CHANGE, change_message=words)


def _say(request: HttpRequest, number: int, changes: list[Change]) -> None:
    if number:
        messages.success(request, f"Changed: {number} photo{'s' if number != 1 else ''}.")
    for change in changes:
        if change.refusal:
            messages.error(request, f"“{change.photo}” was not changed: {change.refusal}")
    if not changes:
        messages.info(request, "Nothing was changed: the photos are like that already.")
