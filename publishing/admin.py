"""The admin of anything that has editions: drafts are saved, and published by buttons that say what they do."""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, ActionLocation
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from publishing import (
    acts,
    bin,
    bulk,
    conflicts,
    copies,
    drafts,
    form_panels,
    inlines,
    kinds,
    previews,
    sharing,
    standing,
    verbs,
    zones,
)
from publishing.choosers import Choosers
from publishing.forms import PageForm
from publishing.models import Page
from publishing.past import Past
from publishing.uses import uses_of

Context = dict[str, Any]
IN_THE_BIN = '“{}” is in the bin for {} days. <a href="{}">Look at it there</a>'
# The name that static/admin_site/keep.js gives to what is being typed in one form.
TYPING = re.compile(r"[0-9a-f-]{36}")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return standing.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        state = self.value()
        if state != standing.State.BIN:
            queryset = queryset.filter(page__binned_at__isnull=True)
        return queryset.filter(standing.condition(state)) if state in standing.State.values else queryset


class PublishableAdmin(Past, Choosers, admin.ModelAdmin):
    """A kind of page. Every save is a draft; only `publishing.verbs` make something public."""

    form = PageForm
    change_form_template = "admin/publishable/change_form.html"
    view_on_site = False
    list_per_page = 50
    actions = ["publish_selected"]
    # Fields of the table of a content model that choose many rows, fetched with the row of a form.
    fetched_many: ClassVar[tuple[str, ...]] = ()

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("page__draft_changed_by", *self.fetched_with())
        return standing.annotated(rows)

    @admin.display(description="state")
    def state(self, row: Any) -> SafeString:
        return standing.marks(row)

    @admin.display(description="last saved", ordering="page__draft_changed_at")
    def saved(self, row: Any) -> SafeString:
        page = row.page
        return format_html(
            '<span class="saved">{} <small>{}</small></span>',
            f"{page.draft_changed_at:%-d %b %Y, %H:%M}",
            page.draft_changed_by or "",
        )

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        found = super().get_actions(request, action_location=action_location)
        # Pages go into the bin one by one, and only while they have never been published.
        found.pop("delete_selected", None)
        return found

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            found = found.filter(page__binned_at__isnull=True)
        return found, may_repeat

    @admin.action(description="Publish or schedule…", permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Says first what will happen to each page, and why to some nothing does."""
        rows = list(queryset)
        act = next((acts.PRESSED_IN_BULK[name] for name in acts.PRESSED_IN_BULK if name in request.POST), None)
        at, zone = request.POST.get("schedule_at", ""), request.POST.get("schedule_zone", settings.EDITORS_TIME_ZONE)
        asked = acts.AskedForm({"act": act or acts.PUBLISH, "at": at, "zone": zone})
        if act is not None and asked.is_valid():
            shown = [row for row in rows if f"version:{row.pk}" in request.POST]
            bulk.perform(request, shown, asked.result())
            return None
        plans = [bulk.plan(row) for row in rows]
        context = {
            **self.admin_site.each_context(request),
            "title": "What will happen",
            "opts": self.opts,
            "ready": [(each, self.links_of(each.row)["change"]) for each in plans if each.will],
            "not_ready": [(each, self.links_of(each.row)["change"]) for each in plans if not each.will],
            "asked": asked if act is not None else None,
            "at": at,
            "zone": forms.Select(choices=zones.choices()).render("schedule_zone", zone, {"id": "id_schedule_zone"}),
            "media": bulk.MEDIA,
        }
        return TemplateResponse(request, "admin/publishable/bulk.html", context)

    # The form

    @property
    def media(self) -> forms.Media:
        return super().media + inlines.FORM_SCRIPT + previews.BESIDE_THE_FORM

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if request.method != "POST":
            return self.opened(request, object_id, from_field)
        row = super().get_object(request, object_id, from_field)
        if row is None:
            return None
        # Held until the answer: a draft saved between opening this form and now is noticed, none comes after.
        page = verbs.lock(row.page)
        # Afresh: while we waited for the lock, somebody may have saved.
        row = self.opened(request, object_id, from_field)
        if row is None:
            return None
        row.page = page
        if conflicts.concerns(request, row):
            conflicts.settle(request, row, *self._as_saved(request, row))
        return row

    def opened(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row with what its form shows, under no lock; None where there is none."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            models.prefetch_related_objects([row], *self.fetched_many)
        return row

    def _as_saved(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """The form and its parts as they would open now."""
        formsets = [
            formset(instance=row, prefix=formset.get_default_prefix(), queryset=part.get_queryset(request))
            for formset, part in self.get_formsets_with_inlines(request, row)
        ]
        inlines.connect(formsets)
        return self.get_form(request, row, change=True)(instance=row), formsets

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        def answer() -> HttpResponse:
            key = object_id or self._made_before(request)
            return super(PublishableAdmin, self).changeform_view(request, key, form_url, extra_context)

        sent = request.POST
        try:
            try:
                return answer()
            except IntegrityError:
                # Somebody took that address, or sent this form, at the same moment: now the form can see it.
                request.POST = sent
                return answer()
        except conflicts.AlreadySaved as again:
            messages.info(request, "This is saved already; nothing was done twice.")
            return self._noted(request, HttpResponseRedirect(self.links_of(again.row)["change"]))

    def _made_before(self, request: HttpRequest) -> str | None:
        """The row that this form for a new page made when it was sent before."""
        try:
            uid = UUID(request.POST.get("page_uid", ""))
        except ValueError:
            return None
        key = self.model._default_manager.filter(page__uid=uid).values_list("pk", flat=True).first()
        return str(key) if key is not None else None

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, instances = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        inlines.connect(formsets)
        return formsets, instances

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.page = verbs.start_page(self.kind_name, uid=form.cleaned_data["page_uid"])
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            expected = form.cleaned_data["draft_version"] if change else None
            verbs.save_draft(form.instance, by=request.user, expected=expected)  # type: ignore[arg-type]
        drafts.typed(form.instance, form, formsets)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context |= {
            "standing": standing.of(row.page, was_published=row.was_published) if row is not None else None,
            "links": self.links_of(row) if row is not None else {},
            "kind": kinds.get(self.kind_name),
            "typing": request.POST.get("typing", ""),
        }
        if row is not None:
            parts = [part.formset for part in context["inline_admin_formsets"]]
            context["panels"] = form_panels.load(request, row, context["standing"])
            context["opened_on"] = conflicts.pack(conflicts.saved(context["adminform"].form, parts))
        return super().render_change_form(request, context, *args, **kwargs)

    def _noted(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Tell the browser which text is saved, so that it no longer keeps its own."""
        typing = request.POST.get("typing", "")
        if TYPING.fullmatch(typing):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie("saved", typing, 3600, path="/admin/", secure=secure, samesite="Strict")
        return response

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Do what the button said; the draft is saved whatever comes of it."""
        links = self.links_of(obj)
        wanted = {"_publish": acts.PUBLISH, "_schedule": acts.SCHEDULE}
        act = next((wanted[name] for name in wanted if name in request.POST), None)
        if act is None:
            messages.success(request, "Draft saved. Nothing changes for readers until you publish.")
            return self._noted(request, HttpResponseRedirect(links["change"]))
        of_schedule = ("at", "until", "zone") if act == acts.SCHEDULE else ()
        data = {
            "act": act,
            **{name: request.POST.get(f"schedule_{name}", "") for name in of_schedule},
            "why": request.POST.get("why", ""),
            "minor": request.POST.get("minor", ""),
            "correction": request.POST.get("correction", ""),
        }
        asked = acts.AskedForm(data)
        return self._noted(request, acts.perform(request, obj, asked.result(), links))

    # The bin, and copies

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Into the bin; from there, for good."""
        row = self._row_or_404(request, object_id, self.has_delete_permission)
        links = self.links_of(row)
        if row.page.editions.exists():
            messages.error(request, bin.WAS_PUBLISHED)
            return HttpResponseRedirect(links["take_down"])
        if request.method != "POST":
            context = {"title": f"Delete “{row}”", "uses": self._uses(row), "kept": bin.KEPT.days}
            return self.own_page(request, row, "bin", context)
        try:
            if row.page.binned_at:
                bin.throw_away(row)
                messages.success(request, f"“{row}” is deleted for good.")
            else:
                bin.put(row.page, by=request.user)  # type: ignore[arg-type]
                messages.success(request, format_html(IN_THE_BIN, row, bin.KEPT.days, links["change"]))
        except verbs.Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse(f"admin:{self._url_name('changelist')}"))

    def uses_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Where other drafts and published pages name this page."""
        row = self._row_or_404(request, object_id, self.has_view_or_change_permission)
        context = {"title": f"Where “{row}” is used", "uses": self._uses(row)}
        return self.own_page(request, row, "uses", context)

    @staticmethod
    def _uses(row: Any) -> list[SafeString]:
        return [format_html("{}", use) for use in (*uses_of([row]), *uses_of([row.page], row.page.kind))]

    def take_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self._row_or_404(request, object_id, self.has_change_permission)
        if request.method == "POST":
            bin.take_out(row.page)
            messages.success(request, f"“{row}” is back in the list.")
        return HttpResponseRedirect(self.links_of(row)["change"])

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET asks, POST makes a new draft that says the same."""
        row = self._row_or_404(request, object_id, self.has_view_or_change_permission)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.own_page(request, row, "copy", {"title": f"Copy “{row}”"})
        new = copies.copy(row, by=request.user)  # type: ignore[arg-type]
        self.after_copying(new)
        messages.success(request, f"This is the copy of “{row}”: a draft. Give it its own name and address.")
        return HttpResponseRedirect(self.links_of(new)["change"])

    def after_copying(self, row: Any) -> None:
        """For what a kind numbers anew."""

    # Pages of its own

    def get_urls(self) -> list[URLPattern]:
        def own(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            route = f"<path:object_id>/{name.replace('_', '-')}/"
            return path(route, self.admin_site.admin_view(view), name=self._url_name(name))

        preview_new = self.admin_site.admin_view(require_POST(self.preview_new_view))
        return [
            path("add/preview/", preview_new, name=self._url_name("preview_new")),
            own("preview", self.preview_view),
            own("links", self.links_view),
            own("act", self.act_view),
            own("take_down", self.take_down_view),
            own("take_out", self.take_out_view),
            own("copy", self.copy_view),
            own("uses", self.uses_view),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET shows the saved draft; POST the one in the form, which saves nothing."""
        if request.method == "POST":
            return previews.typed(self, request, object_id)
        return previews.saved(request, self._row_or_404(request, object_id, self.has_view_or_change_permission))

    def preview_new_view(self, request: HttpRequest) -> HttpResponse:
        """The page that the form of a new one would make."""
        return previews.typed(self, request, None)

    def links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The links that show this page to somebody outside."""
        row = self._row_or_404(request, object_id, self.has_change_permission)
        return sharing.links_page(self, request, row, standing.of(row.page).scheduled)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        row = self._row_or_404(request, object_id, self.has_view_or_change_permission)
        editions = row.page.editions.defer("document", "search_text", "card").select_related("created_by")
        context = {
            "title": f"History of {row}",
            "editions": editions.order_by("-number"),
            "acts": row.page.acts.select_related("by", "edition").defer("edition__document", "edition__search_text"),
            "standing": standing.of(row.page),
            "kept_drafts": row.page.kept_drafts.select_related("by").defer("document")[:3],
            "can_change": self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return self.own_page(request, row, "history", context)

    def act_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET asks about a schedule that waits; POST acts."""
        row = self._row_or_404(request, object_id, self.has_change_permission)
        asked = acts.pressed(request.POST if request.method == "POST" else request.GET)
        if not asked.is_valid():
            messages.error(request, "Nothing was done: that was not one of the buttons here.")
            return HttpResponseRedirect(self.links_of(row)["history"])
        if request.method == "POST":
            return acts.perform(request, row, asked.result(), self.links_of(row))
        context = {
            "title": "A scheduled edition waits",
            "asked": asked.result(),
            "verb": acts.BUTTONS[asked.result().act],
            "waiting": standing.of(row.page).scheduled,
        }
        return self.own_page(request, row, "waits", context)

    def take_down_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self._row_or_404(request, object_id, self.has_change_permission)
        form = acts.TakeDownForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            verbs.take_down(row.page, by=request.user, why=form.cleaned_data["why"], legal=form.cleaned_data["legal"])  # type: ignore[arg-type]
            messages.success(request, f"“{row}” is taken down: readers find nothing at its address. The draft is kept.")
            return HttpResponseRedirect(self.links_of(row)["change"])
        context = {
            "title": f"Take down “{row}”",
            "form": form,
            "standing": standing.of(row.page),
            "uses": self._uses(row),
        }
        return self.own_page(request, row, "take_down", context)

    # Small helps

    @property
    def kind_name(self) -> str:
        return next(kind.name for kind in kinds.every() if kind.model is self.model)

    def _url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def links_of(self, row: Any) -> dict[str, str]:
        names = (
            "change", "preview", "links", "history", "act", "take_down", "delete", "take_out", "copy", "uses",
            *self.PAST,
        )  # fmt: skip
        return {name: reverse(f"admin:{self._url_name(name)}", args=[row.pk]) for name in names}

    def _row_or_404(self, request: HttpRequest, object_id: str, allowed: Callable[..., bool]) -> Any:
        try:
            row = self.model._default_manager.select_related("page").filter(pk=unquote(object_id)).first()
        except ValueError:
            row = None
        if row is None:
            raise Http404(object_id)
        if not allowed(request, row):
            raise PermissionDenied
        return row

    def own_page(self, request: HttpRequest, row: Any, name: str, context: Context) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "links": self.links_of(row),
            "kind": kinds.get(row.page.kind),
            **context,
        }
        # A page that only one kind has stands under the name of its app.
        return TemplateResponse(request, f"admin/{name if '/' in name else f'publishable/{name}'}.html", context)


@admin.register(Page)
class PageLookup(admin.ModelAdmin):
    """Pages to choose from in menus; they are made and changed through their own kinds."""

    search_fields = ["name"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(binned_at__isnull=True)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False
