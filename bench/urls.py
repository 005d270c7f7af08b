from django.http import HttpRequest, HttpResponse
from django.urls import include, path

CONSTANT = "constant\n" * 10


def constant(request: HttpRequest) -> HttpResponse:
    """The least a view can do behind the same middleware."""
    return HttpResponse(CONSTANT, content_type="text/plain")


# Under /healthz, because the page cache leaves that prefix alone.
urlpatterns = [path("healthz/constant", constant), path("", include("config.urls"))]
