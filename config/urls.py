"""Which app answers at which address. docs/architecture.md has the contract of addresses."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, include, path


def reports_of_providers() -> list[URLPattern]:
    """What a mail provider reports; there is no such address before a secret is set that the provider has to send."""
    if "WEBHOOK_SECRET" not in settings.ANYMAIL:
        return []
    from anymail.urls import urlpatterns  # noqa: PLC0415 - the modules of fifteen providers

    return [pattern for pattern in urlpatterns if "tracking" in str(pattern.pattern)]


urlpatterns = [
    path("admin/", admin.site.urls),
    path("anymail/", include(reports_of_providers())),
    path("", include("photos.urls")),
    path("", include("newsletter.urls")),
    path("", include("campaigns.urls")),
    path("", include("reports.urls")),
    path("", include("wcs_species.urls")),
    path("", include("newsroom.urls")),
    path("", include("places.urls")),
    path("", include("website.urls")),
]

handler400 = "website.views.bad_request"
handler404 = "website.views.not_found"
handler500 = "website.views.server_error"
