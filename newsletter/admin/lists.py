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
NONE = "none"


class ImportForm(forms.Form):
    """The file comes back as text with the plan, so nothing of it is kept between the two pages, and it is chosen once.

    The columns are guessed, and chosen where the guess is wrong. `shown` says which plan was looked at.
    """

    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(required=False, help_text="CSV, as spreadsheets save it; the first line names the columns.")
    email = forms.ChoiceField(label="Column of the addresses", required=False)
    agreed = forms.ChoiceField(label="Column of the day they agreed", required=False)
    proof = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        max_length=200,
        label="Proof of consent",
        help_text="Where and how these people agreed, and where the record is. It goes into the record of each.",
        error_messages={"required": "Say how you know that these people agreed."},
    )

    names: tuple[str, ...] = ()
    rows: tuple[imports.Row, ...] = ()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.problem = ""
        text, file = self.data.get("text", ""), self.files.get("file")
        if text or file is not None:
            try:
                self.read(text, file)
            except ValidationError as error:
                self.problem = " ".join(error.messages)

    def read(self, text: str, file: Any) -> None:
        """What was sent, as a table; a file takes the place of the text, and then the columns are guessed anew."""
        if file is not None:
            if file.size > LARGEST_FILE:
                raise ValidationError("That file is larger than 20 MB. Import it in parts.")
            text = imports.text_of(file.read())
        names, rows = imports.table(text)
        self.names, self.rows = tuple(names), tuple(rows)
        self.data = data = {**self.data.dict(), "text": text}  # type: ignore[attr-defined]
        choices = [(str(place), name) for place, name in enumerate(names)]
        self.fields["email"].choices = choices  # type: ignore[attr-defined]
        self.fields["agreed"].choices = [(NONE, "No such column"), *choices]  # type: ignore[attr-defined]
        if file is not None or "email" not in data:
            email, agreed = imports.columns(names, rows)
            data["email"] = "" if email is None else str(email)
            data["agreed"] = NONE if agreed is None else str(agreed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.problem or not self.rows:
            self.add_error("file", self.problem or "Choose a file first.")
        elif not data.get("email"):
            self.add_error("email", "Choose the column in which the addresses are.")
        return data

    def plan(self) -> imports.Plan:
        agreed = self.cleaned_data["agreed"]
        place = int(agreed) if agreed not in ("", NONE) else None
        return imports.plan(self.rows, email=int(self.cleaned_data["email"]), agreed=place)

    @property
    def sample(self) -> list[list[str]]:
        """The first rows, to see that columns and letters are read rightly."""
        return [row for _, row in self.rows[:3]]


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
        """POST shows what storing would do; only a second press, with the file sent back, stores it: if what it would
        do is still what was shown."""
        require(request, "newsletter.import_subscriber")
        form = ImportForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if form.is_bound and form.is_valid():
            plan, data = form.plan(), form.cleaned_data
            shown = f"{data['email']} {data['agreed']} {len(plan.new)}"
            if "store" in request.POST and data["shown"] == shown:
                number = imports.store(plan, proof=data["proof"], by=request.user)  # type: ignore[arg-type]
                messages.success(request, f"{number:,} subscriber{'' if number == 1 else 's'} imported.")
                return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
            if "store" in request.POST:
                messages.warning(request, "Nothing is stored yet: what would happen is another now. Look once more.")
            context |= {"plan": plan, "shown": shown, "kinds": kinds_of(plan)}
        return self._page(request, "import", "Import a list", context)

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        given = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/newsletter/subscriber/{name}.html", given)


def kinds_of(plan: imports.Plan) -> list[tuple[str, str, list[imports.Line]]]:
    """What becomes of the rows that are not simply taken: in a word or two, in a sentence, and the rows."""
    return [
        ("look mistyped", "They are imported as they are written.", plan.doubtful),
        ("known", "On the list already, or asked to confirm: they stay as they are.", plan.known),
        ("unsubscribed", "They left the list here before: they are left alone.", plan.left),
        ("closed", "After a bounce, a complaint or erasure: they are left alone.", plan.closed),
        ("twice in the file", "Taken once.", plan.twice),
        ("unreadable", "They are left out. Mend them in the file, or do without.", plan.unreadable),
    ]


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
