"""For editors: the threats that no action answers, by animal."""

from itertools import groupby
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from publishing.uses import admin_url
from wcs_species.models import Threat
from website.review import numbered

PER_PAGE = 200


def view(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    if not request.user.has_perm("wcs_species.change_species"):
        raise PermissionDenied
    rows = (
        numbered(Threat.objects.unanswered())
        .select_related("species")
        .order_by("species__common_name", "species", "position")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    by_species: list[dict[str, Any]] = [
        {"species": species, "url": admin_url(species), "threats": list(threats)}
        for species, threats in groupby(page.object_list, key=lambda threat: threat.species)
    ]
    context = {
        **site.each_context(request),
        "title": "Threats that no action answers",
        "page": page,
        "by_species": by_species,
    }
    return TemplateResponse(request, "admin/unanswered.html", context)
