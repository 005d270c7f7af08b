"""The past of a page in the admin: compare, restore, take back, review."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from publishing import drafts, kinds, previews, restore, standing, verbs
from publishing.compare import difference
from publishing.documents import Document

DRAFT, KEPT = "draft", "before"


@dataclass(frozen=True)
class Side:
    """One of two documents that are compared. `name` is how its address calls it: draft, 3, before-12."""

    name: str
    title: str
    document: Document
    number: int | None = None
    kept: int | None = None


class RestoreForm(forms.Form):
    """What to put into the draft: an edition or a kept draft, whole or one section, and the draft the editor saw."""

    number = forms.IntegerField(required=False)
    kept = forms.IntegerField(required=False)
    section = forms.CharField(max_length=40, required=False)
    version = forms.IntegerField()


def side(row: Any, name: str) -> Side:
    """The document that an address names. Raises Http404 where there is none, or it is closed."""
    if name == DRAFT:
        return Side(DRAFT, "the draft", kinds.get(row.page.kind).freeze(drafts.read(row)))
    if name.startswith(f"{KEPT}-") and name.removeprefix(f"{KEPT}-").isdecimal():
        kept = row.page.kept_drafts.filter(pk=name.removeprefix(f"{KEPT}-")).first()
        if kept is not None:
            title = f"the draft of {kept.at:{standing.MOMENT}}"
            return Side(name, title, restore.document_of(kept), kept=kept.pk)
    editions = row.page.editions.filter(closed_at__isnull=True)
    edition = editions.filter(number=int(name)).first() if name.isdecimal() and len(name) < 9 else None
    if edition is None:
        raise Http404(name)
    return Side(str(edition.number), f"edition {edition.number}", kinds.read(edition), number=edition.number)


class Past(admin.ModelAdmin):
    """For the admin of a kind of page: pages of its own that look back."""

    PAST = ("compare", "restore", "review", "checks")

    _row_or_404: Callable[..., Any]
    own_page: Callable[..., HttpResponse]
    links_of: Callable[[Any], dict[str, str]]
    _url_name: Callable[[str], str]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "compare": self.compare_view,
            "restore": self.restore_view,
            "review": require_POST(self.review_view),
            "checks": self.checks_view,
        }
        own = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=self._url_name(name))
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Any two editions, or one and the draft: what the second says otherwise."""
        row = self._row_or_404(request, object_id, self.has_view_or_change_permission)
        before = side(row, request.GET.get("from") or self._latest(row))
        after = side(row, request.GET.get("to", DRAFT))
        context = {
            "title": f"From {before.title} to {after.title}",
            "before": before,
            "after": after,
            "can_restore": before.name != DRAFT and self.has_change_permission(request, row),
            **self._changes(row, before, after),
        }
        return self.own_page(request, row, "compare", context)

    @staticmethod
    def _latest(row: Any) -> str:
        """What the draft is compared with unless somebody says otherwise: what is live, else the newest edition."""
        editions = row.page.editions.filter(closed_at__isnull=True)
        newest = editions.live().first() or editions.order_by("-number").first()
        return str(newest.number) if newest else DRAFT

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET says what would be replaced; POST restores."""
        row = self._row_or_404(request, object_id, self.has_change_permission)
        given = request.POST if request.method == "POST" else {**request.GET.dict(), "version": row.page.draft_version}
        form = RestoreForm(given)
        if not form.is_valid() or (form.cleaned_data["number"] is None) == (form.cleaned_data["kept"] is None):
            raise Http404(object_id)
        asked = form.cleaned_data
        if request.method == "POST":
            return self._restored(request, row, asked)
        source = side(row, str(asked["number"]) if asked["number"] is not None else f"{KEPT}-{asked['kept']}")
        draft = side(row, DRAFT)
        changes = self._changes(row, draft, source, only=asked["section"])
        context = {
            "title": f"Restore {source.title} into the draft",
            "source": source,
            "asked": asked,
            "section": next((each for each in changes["sections"] if each.name == asked["section"]), None),
            "standing": standing.of(row.page),
            **changes,
        }
        return self.own_page(request, row, "restore", context)

    def checks_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the saved draft lacks before it can be published; its form fetches this once it is shown, and what is
        typed is judged with its preview."""
        row = self._row_or_404(request, object_id, self.has_view_or_change_permission)
        context = {"title": "Before publishing", **previews.judged(drafts.read(row))}
        return self.own_page(request, row, "checks", context)

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Somebody has read the live page against its sources."""
        row = self._row_or_404(request, object_id, self.has_change_permission)
        try:
            verbs.review(row.page, by=request.user)  # type: ignore[arg-type]
        except verbs.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Reviewed: the foot of the page says so, with today’s date.")
        return HttpResponseRedirect(self.links_of(row)["history"])

    def _restored(self, request: HttpRequest, row: Any, asked: dict[str, Any]) -> HttpResponse:
        links = self.links_of(row)
        by: Any = request.user
        try:
            if asked["kept"] is not None:
                remarks = restore.take_back(row, kept=asked["kept"], by=by, expected=asked["version"])
            else:
                remarks = restore.restore(
                    row, number=asked["number"], section=asked["section"], by=by, expected=asked["version"]
                )
        except verbs.StaleDraft:
            messages.error(request, "Not restored: somebody saved the draft since you were asked. Look again.")
            name = f"{KEPT}-{asked['kept']}" if asked["kept"] is not None else asked["number"]
            return HttpResponseRedirect(f"{links['compare']}?{urlencode({'from': name, 'to': DRAFT})}")
        except verbs.Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(links["history"])
        messages.success(
            request,
            format_html(
                'Restored into the draft. Nothing changes for readers until you publish. <a href="{}">Take it back</a>',
                f"{links['restore']}?kept={row.page.kept_drafts.values_list('pk', flat=True)[0]}",
            ),
        )
        if remarks:
            listed = format_html_join("", "<li>{}</li>", ((remark,) for remark in remarks))
            messages.warning(request, format_html('Look at this:<ul class="problems">{}</ul>', listed))
        return HttpResponseRedirect(links["change"])

    def _changes(self, row: Any, before: Side, after: Side, *, only: str = "") -> dict[str, Any]:
        kind = kinds.get(row.page.kind)
        sections = [section for section in kind.sections if only in ("", section.name)]
        found = difference(before.document, after.document, sections)
        pictures = {uid: image for rows, uids in found.photos().items() for uid, image in rows.pictures(uids).items()}
        return {"difference": found, "pictures": pictures, "sections": sections, "thaw": kind.thaw}
