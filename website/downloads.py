"""Takes in a PDF that pages offer, and serves it.

A PDF is kept as it was sent, since encoding it anew would spoil tagged ones that screen readers need. So it is read
first, and refused where it holds anything that could run or hide: scripts, launch actions, attached files, a password.
It is served as a download, sandboxed, never shown inside our pages.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_BYTES = 30 * 1024 * 1024
# Far more than an honest report has; a made-up file could have millions.
MAX_OBJECTS = 200_000
# PDF 32000-1:2008: 12.6.4 actions that run or fetch, 7.11.4 embedded files, 13 multimedia, 12.7.8 XFA forms.
FORBIDDEN = {
    "/JavaScript": "a script",
    "/JS": "a script",
    "/Launch": "an action that starts a program",
    "/EmbeddedFile": "an attached file",
    "/EmbeddedFiles": "attached files",
    "/RichMedia": "a film or a program",
    "/XFA": "a form that runs scripts",
    "/SubmitForm": "a form that sends what is typed",
    "/ImportData": "an action that loads data",
}
_NAME = re.compile(r"[a-z0-9-]{1,60}-[0-9a-f]{16}\.pdf")


class DownloadRefused(Exception):
    """Why the file is not taken, in the editor's words."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A PDF that may be offered."""

    name: str
    data: bytes
    pages: int


def take_in(file: File) -> Checked:
    """Read the file that was sent. Raises DownloadRefused."""
    sent = str(file.name or "The file")
    if (file.size or 0) > MAX_BYTES:
        raise DownloadRefused(f"{sent} has more than {MAX_BYTES // 1024**2} MB. Make it smaller, and send it again.")
    data = file.read()
    if not data.startswith(b"%PDF-"):
        raise DownloadRefused(f"{sent} is not a PDF. Save it as PDF, and send that.")
    try:
        reader = pypdf.PdfReader(ContentFile(data), strict=False)
        if reader.is_encrypted:
            raise DownloadRefused(f"{sent} is protected by a password. Save it without one.")
        pages = len(reader.pages)
        found = next(forbidden(reader.trailer), "")
    except DownloadRefused:
        raise
    except Exception as error:  # pypdf raises a dozen kinds for a damaged file
        raise DownloadRefused(f"{sent} cannot be read: it is damaged or incomplete.") from error
    if found:
        raise DownloadRefused(f"{sent} contains {found}. Save it without that, as a plain document to print.")
    if not pages:
        raise DownloadRefused(f"{sent} has no pages.")
    return Checked(name=name_of(sent, data), data=data, pages=pages)


def forbidden(root: DictionaryObject) -> Iterator[str]:
    """What in this PDF could run or hide, in words. Raises ValueError for a file of more objects than we read."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [root]
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(value.get_object())
        elif isinstance(value, DictionaryObject):
            kinds = {str(value.get("/S", "")), str(value.get("/Type", "")), str(value.get("/Subtype", ""))}
            yield from (FORBIDDEN[name] for name in [*value, *kinds] if name in FORBIDDEN)
            waiting += [dict.__getitem__(value, name) for name in value]
        elif isinstance(value, ArrayObject):
            waiting += list.__iter__(value)
    raise ValueError("too many objects")


def name_of(sent: str, data: bytes) -> str:
    """A name that the content decides, so that a file never changes and may be kept for ever."""
    stem = slugify(sent.rsplit("/", 1)[-1].removesuffix(".pdf"))[:60].strip("-") or "download"
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:16]}.pdf"


def put(checked: Checked) -> None:
    """Keep the file where it is served from."""
    place = f"d/{checked.name}"
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(checked.data))


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file of that name, to be saved. A name is never used for other content, so it may be kept for ever."""
    response: HttpResponseBase
    try:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        file = default_storage.open(f"d/{name}")
        response = FileResponse(file, content_type="application/pdf", as_attachment=True, filename=name)
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    except FileNotFoundError:
        response = HttpResponseNotFound("There is no such file.", content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
