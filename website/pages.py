"""Tells publishing what a plain page is."""

from django.http import HttpRequest, HttpResponse

from photos.pictures import pictures, problems_of, use_of
from publishing import kinds, richtext
from publishing.kinds import Problem
from publishing.models import Edition
from publishing.pages import show as show_page
from website.documents import PlainPageText
from website.models import PlainPage


def register() -> None:
    kinds.register(
        kinds.Kind(
            name="plain",
            label="Page",
            model=PlainPage,
            document=PlainPageText,
            prefix="/",
            freeze=freeze,
            problems=problems,
            show=show,
        )
    )


def freeze(row: PlainPage) -> PlainPageText:
    return PlainPageText(
        uid=row.page.uid,
        path=row.get_absolute_url(),
        title=row.title,
        lead=row.lead,
        body=richtext.clean(row.body),
        photo=use_of(row.photo) if row.photo else None,
    )


def problems(row: PlainPage) -> list[Problem]:
    found = []
    if not row.body:
        found.append(Problem(message="The text is empty.", anchor="id_body"))
    if row.photo:
        found += [Problem(message=f"Photo “{row.photo}”: {text}", anchor="id_photo") for text in problems_of(row.photo)]
    return found


def show(request: HttpRequest, document: PlainPageText, edition: Edition | None) -> HttpResponse:
    shown = pictures([document.photo] if document.photo else [])
    context = {
        "page": document,
        "edition": edition,
        "picture": shown.get(document.photo.photo) if document.photo else None,
    }
    return show_page(request, "website/plain.html", context, kind="plain", uid=document.uid)
