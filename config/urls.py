"""Which app answers at which address. docs/architecture.md has the contract of addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("photos.urls")),
    path("", include("newsletter.urls")),
    path("", include("reports.urls")),
    path("", include("wcs_species.urls")),
    path("", include("newsroom.urls")),
    path("", include("places.urls")),
    path("", include("website.urls")),
]

handler404 = "website.views.not_found"
handler500 = "website.views.server_error"
