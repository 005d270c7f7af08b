"""Takes in a PDF that pages offer, and serves it.

A PDF is kept as it was sent, since encoding it anew would spoil tagged ones that screen readers need. So it is read
first, and refused where it holds anything that could run or hide: scripts, launch actions, attached files, a password.
It is served as a download, sandboxed, never shown inside our pages.
"""

import hashlib
import re
from dataclasses import dataclass

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.utils.text import slugify
from django.views.decorators.http import require_safe

MAX_BYTES = 30 * 1024 * 1024
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
    from website import pdf  # noqa: PLC0415 - its reader takes a tenth of a second, which few processes need

    sent = str(file.name or "The file")
    if (file.size or 0) > MAX_BYTES:
        raise DownloadRefused(f"{sent} has more than {MAX_BYTES // 1024**2} MB. Make it smaller, and send it again.")
    data = file.read()
    if not data.startswith(b"%PDF-"):
        raise DownloadRefused(f"{sent} is not a PDF. Save it as PDF, and send that.")
    try:
        reader = pdf.opened(data)
        if reader.is_encrypted:
            raise DownloadRefused(f"{sent} is protected by a password. Save it without one.")
        pages = len(reader.pages)
        found = next(pdf.forbidden(reader.trailer), "")
    except DownloadRefused:
        raise
    except Exception as error:  # pypdf raises a dozen kinds for a damaged file
        raise DownloadRefused(f"{sent} cannot be read: it is damaged or incomplete.") from error
    if found:
        raise DownloadRefused(f"{sent} contains {found}. Save it without that, as a plain document to print.")
    if not pages:
        raise DownloadRefused(f"{sent} has no pages.")
    return Checked(name=name_of(sent, data), data=data, pages=pages)


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
