"""Pages beside the list of subscribers: reports, the list as a file, a list from elsewhere."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from newsletter import exports, imports, reports

LARGEST_FILE = 20 * 1024 * 1024


class ImportForm(forms.Form):
    """The file comes back as text with the plan, so nothing of it is kept between the two pages."""

    file = forms.FileField(required=False, help_text="CSV; the first line names the columns.")
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    email = forms.CharField(label="Column of the address", initial="email", max_length=100)
    agreed = forms.CharField(label="Column of the day they agreed", required=False, max_length=100)
    proof = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        max_length=200,
        label="Proof of consent",
        help_text="Where and how these people agreed, and where the record is. It goes into the record of each.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["text"] = self.content(data)
        names, data["rows"] = imports.table(data["text"])
        places = {name.casefold(): place for place, name in enumerate(names)}
        for field in ("email", "agreed"):
            if (wanted := data.get(field)) and wanted.casefold() not in places:
                self.add_error(field, f"There is no such column. There are: {', '.join(names)}.")
            data[f"{field}_at"] = places.get((wanted or "").casefold())
        return data

    def content(self, data: dict[str, Any]) -> str:
        file = data.get("file")
        if file is None:
            return str(data.get("text") or "")
        if file.size > LARGEST_FILE:
            raise ValidationError("That file is larger than 20 MB. Import it in parts.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("Save the file as CSV in UTF-8 first.") from None


class ListPages(admin.ModelAdmin):
    """Further pages of the subscribers' admin."""

    change_list_template = "admin/newsletter/subscriber/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        def own(name: str, view: Any) -> Any:
            return path(f"{name}/", self.admin_site.admin_view(view), name=f"newsletter_subscriber_{name}")

        pages = [own("reports", self.reports_view), own("import", self.import_view)]
        return [*pages, own("export", require_POST(self.export_view)), *super().get_urls()]

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            "months": reports.months(),
            "interests": reports.interests(),
            "issues": reports.issues(),
            "sign_ups": reports.sign_ups(),
        }
        return self._page(request, "reports", "Reports", context)

    def export_view(self, request: HttpRequest) -> StreamingHttpResponse:
        require(request, "newsletter.export_subscriber")
        if "xlsx" in request.POST:
            book = exports.as_xlsx(by=request.user)  # type: ignore[arg-type]
            return FileResponse(book, as_attachment=True, filename="subscribers.xlsx")
        lines = exports.as_csv(by=request.user)  # type: ignore[arg-type]
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """POST shows what storing would do; only a second press, with the file sent back, stores it."""
        require(request, "newsletter.import_subscriber")
        form = ImportForm(request.POST or None, request.FILES or None)
        plan = None
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            plan = imports.plan(data["rows"], email=data["email_at"], agreed=data["agreed_at"])
            if "store" in request.POST:
                number = imports.store(plan, proof=data["proof"], by=request.user)  # type: ignore[arg-type]
                messages.success(request, f"{number} subscriber{'' if number == 1 else 's'} imported.")
                return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
        text = form.cleaned_data.get("text", "") if form.is_bound else ""
        return self._page(request, "import", "Import a list", {"form": form, "plan": plan, "text": text})

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        given = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/newsletter/subscriber/{name}.html", given)


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
