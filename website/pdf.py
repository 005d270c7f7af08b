"""What a PDF has inside that could run or hide."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

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


def opened(data: bytes) -> PdfReader:
    """A dozen kinds of errors come of a damaged file, now or while it is read."""
    return PdfReader(io.BytesIO(data), strict=False)


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
