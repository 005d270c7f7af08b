"""The kinds of page, each registered by its own app when it starts. publishing itself knows none by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db import models
from django.http import HttpRequest, HttpResponse

from publishing.documents import Document
from publishing.models import Edition


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a draft cannot be published (`blocks`), or what its editor should know first.

    `anchor` is the id of the place in the admin form, e.g. `counts-group`.
    """

    message: str
    anchor: str = ""
    blocks: bool = True


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of page is frozen, checked, read and shown.

    `drafts` are the rows with everything that `freeze` and `problems` read of them: see publishing.drafts.
    `upgrades` maps a schema number to a pure function that turns a document of that schema, as plain JSON, into the
    next one. `prefix` is the address of the kind's index, to which a slug is added.
    """

    name: str
    label: str
    model: type[models.Model]
    document: type[Document]
    prefix: str
    drafts: Callable[[], models.QuerySet[Any]]
    freeze: Callable[[Any], Document]
    problems: Callable[[Any], list[Problem]]
    show: Callable[[HttpRequest, Any, Edition | None], HttpResponse]
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)

    def decode(self, text: str, schema: int) -> Document:
        """The document of an edition, however old its schema."""
        if schema == self.document.SCHEMA:
            return msgspec.json.decode(text, type=self.document)
        plain = msgspec.json.decode(text)
        for number in range(schema, self.document.SCHEMA):
            plain = self.upgrades[number](plain)
        return msgspec.convert(plain, self.document)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    return _kinds[name]


def every() -> list[Kind]:
    return list(_kinds.values())


def read(edition: Edition) -> Document:
    """The document of this edition, as its kind reads it today."""
    return get(edition.kind).decode(edition.document, edition.schema)
