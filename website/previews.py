"""A page before it is public, for whoever has a link to it, with the files of its photos."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from photos import views as photos
from photos.models import Photo
from photos.pictures import PhotoUse, Picture, pictures
from publishing import kinds, pages, sharing
from publishing.documents import Document
from publishing.guard import private


@require_safe
@private
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What the link shows; its pictures come under the link's own address, for others they may not have yet."""
    try:
        link = sharing.find(token)
        if link is None:
            raise Http404(request.path)
        document, edition = sharing.shown_by(link)
    except sharing.Gone as why:
        return pages.show(request, "errors/gone.html", {"why": str(why)}, kind="error", status=410)
    if edition is not None:
        request.press = downloads(document)  # type: ignore[attr-defined]
    response = kinds.get(link.page.kind).show(request, document, edition)
    files = f"/preview/{token}/media/"
    response.content = response.content.decode().replace(settings.MEDIA_URL, files).encode()
    sharing.count(link)
    return response


@require_safe
@private
def media(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A file of a photo on the page that the link shows, under embargo or not."""
    try:
        link = sharing.find(token)
        document = sharing.shown_by(link)[0] if link is not None else None
    except sharing.Gone:
        document = None
    shown = document.references() if document is not None else frozenset()
    if not any(role == "photo" and name.startswith(f"p/{Photo(uid=uid).key}/") for role, uid in shown):
        # The picture of an appeal beside it, say: as anywhere else.
        return photos.media(request, name)
    return photos.serve(name, kept=False)


def downloads(document: Document) -> list[Picture]:
    """The photos of the page at their largest, in its order, with who made them and on what terms."""
    uses: list[PhotoUse | None] = list(getattr(document, "photos", ())) or [getattr(document, "photo", None)]
    shown = pictures(use for use in uses if use is not None)
    return [shown[use.photo] for use in uses if use is not None and use.photo in shown]
