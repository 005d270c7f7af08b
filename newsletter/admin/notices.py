"""What the followers of an animal are told: asked for and taken back on its form, listed and taken back here."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from newsletter import notices
from newsletter.admin.readonly import ReadOnly
from newsletter.issues import Refused
from newsletter.models import Notice
from publishing.models import Edition
from wcs_species.models import Species

TELL = "newsletter.add_notice"


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting"), ("sent", "Sent"), ("not-sent", "Not sent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "waiting":
            return queryset.filter(digest__isnull=True, cancelled_at__isnull=True)
        return queryset.filter(
            **{"sent": {"digest__isnull": False}, "not-sent": {"cancelled_at__isnull": False}}.get(
                str(self.value()), {}
            )
        )


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["topic", "words", "state", "by"]
    list_filter = [StateFilter]
    list_select_related = ["topic", "by", "digest"]
    search_fields = ["topic__name", "words"]
    fields = ["topic", "words", "state", "by", "at"]
    actions = ["take_back"]

    def get_urls(self) -> list[URLPattern]:
        def own(name: str, view: Any) -> Any:
            return path(
                f"<int:pk>/{name}/", self.admin_site.admin_view(require_POST(view)), name=f"newsletter_notice_{name}"
            )

        return [own("tell", self.tell_view), own("cancel", self.cancel_view), *super().get_urls()]

    @admin.display(description="state")
    def state(self, notice: Notice) -> str:
        if notice.cancelled_at:
            return f"Not sent. {notice.why}"
        if notice.digest:
            return f"Sent with the digest of {notice.digest.started_at:%-d %B %Y}"
        return f"Goes out on {notices.hour(notice)}"

    def has_tell_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(TELL)

    @admin.action(description="Take back: do not tell them", permissions=["tell"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        for notice in queryset:
            self._cancel(request, notice)

    def tell_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell the followers of this edition, in the words that were sent, or nobody."""
        edition = get_object_or_404(Edition, pk=pk)
        self._require(request)
        try:
            if "nobody" in request.POST:
                notices.decline(edition, by=request.user)  # type: ignore[arg-type]
                messages.success(request, "Nobody is told.")
                return self._to_form(edition.page_id)
            notice = notices.tell(edition, words=request.POST.get("words", ""), by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"It goes out on {notices.hour(notice)}. Until then you can take it back here.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return self._to_form(edition.page_id)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(Notice.objects.select_related("edition"), pk=pk)
        self._require(request)
        self._cancel(request, notice)
        return self._to_form(notice.edition.page_id)

    def _cancel(self, request: HttpRequest, notice: Notice) -> None:
        try:
            notices.cancel(notice, why=f"Taken back by {request.user}.")
            messages.success(request, "Taken back: the followers are not told.")
        except Refused as refusal:
            messages.error(request, str(refusal))

    def _require(self, request: HttpRequest) -> None:
        if not request.user.has_perm(TELL):
            raise PermissionDenied

    def _to_form(self, page: int) -> HttpResponse:
        species = get_object_or_404(Species.objects.only("pk"), page=page)
        return HttpResponseRedirect(reverse("admin:wcs_species_species_change", args=[species.pk]))
