"""Any public address with ?edit leads staff to its form. The page itself stays the same for everyone."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from publishing import kinds
from publishing.models import Route


class EditMiddleware:
    """Looks at the query string only: it asks the database nothing, and answers everybody alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING") in ("edit", "edit="):
            return HttpResponseRedirect(f"{reverse('admin:edit')}?{urlencode({'path': request.path})}")
        return self.get_response(request)


def edit(request: HttpRequest) -> HttpResponse:
    """To the form of the page at this path, an old path included; else to the list of its kind, else to the desk."""
    path = request.GET.get("path", "").replace("\0", "")
    return HttpResponseRedirect(_form(path) or _list(path) or _nothing(request, path))


def _upwards(path: str) -> Iterator[str]:
    """/a/b/ and /a/: the photos, editions and history of a page stand below it."""
    parts = [part for part in path.split("/") if part]
    while parts:
        yield f"/{'/'.join(parts)}/"
        parts.pop()


def _form(path: str) -> str:
    addresses = list(_upwards(path))
    found = {route.path: route.page for route in Route.objects.filter(path__in=addresses).select_related("page")}
    page = next((found[each] for each in addresses if each in found), None)
    if page is None:
        return ""
    model = kinds.get(page.kind).model
    key = model._default_manager.filter(page=page).values_list("pk", flat=True).first()
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key]) if key else ""


def _list(path: str) -> str:
    opts = next((kind.model._meta for kind in kinds.every() if kind.prefix == path != "/"), None)
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") if opts else ""


def _nothing(request: HttpRequest, path: str) -> str:
    messages.info(request, f"No page of its own has the address {path[:200]}. Everything that can be edited is here.")
    return reverse("admin:index")
