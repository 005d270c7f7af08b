"""A form of the admin that came while its sender was signed out, or with a token of an older sign-in, loses nothing.

It is answered with all that was typed, kept in the page; after signing in, one press sends it on. Nothing is saved on
the way, and only what this browser sent from a page of ours is shown again.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from publishing.forms import PUT_BACK
from publishing.guard import is_cross_origin

LARGEST = 4 * 1024 * 1024
TO = "go_on_to"
NOT_CARRIED = {"csrfmiddlewaretoken", PUT_BACK, TO}


def carries_text(request: HttpRequest) -> bool:
    """Whether it is a form to keep: none with a password or a file, none from another site, none too large."""
    return (
        request.method == "POST"
        and not is_cross_origin(request)
        and int(request.headers.get("Content-Length") or 0) <= LARGEST
        and not request.FILES
        and not any("password" in name for name in request.POST)
    )


def keep(request: HttpRequest, site: AdminSite, to: str) -> HttpResponse:
    """The page that holds what was typed: it asks to sign in, or to send it on."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    context = {
        **site.each_context(request),
        "title": "Nothing is lost",
        "fields": fields,
        "to": to,
        "is_signed_in": site.has_permission(request),
        "put_back": PUT_BACK,
    }
    response = TemplateResponse(request, "admin/signed_out.html", context)
    response["Cache-Control"] = "no-store"
    return response


def keeping(view: Callable[..., HttpResponse], site: AdminSite) -> Callable[..., HttpResponse]:
    """The view of the admin, which answers a form from somebody signed out with the form itself."""

    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not site.has_permission(request) and carries_text(request):
            return keep(request, site, request.get_full_path())
        return view(request, *args, **kwargs)

    return kept


def go_on(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """Shows again what was kept; it changes nothing, so it needs no token, and the old one may be gone."""
    to = request.POST.get(TO, "")
    if not carries_text(request) or not url_has_allowed_host_and_scheme(to, None) or not to.startswith("/admin/"):
        return HttpResponseRedirect(reverse("admin:index"))
    return keep(request, site, to)


def who(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """For the form, before it is sent: who is signed in here, and the token that a form needs now."""
    is_staff = site.has_permission(request)
    answer = {"user": str(request.user.pk) if is_staff else "", "token": get_token(request) if is_staff else ""}
    return JsonResponse(answer)


def welcome(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    context = {**site.each_context(request), "title": "You are signed in"}
    return TemplateResponse(request, "admin/signed_in.html", context)
