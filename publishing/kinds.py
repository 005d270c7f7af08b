"""The kinds of page, each registered by its own app when it starts. publishing itself knows none by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db import models
from django.http import HttpRequest, HttpResponse

from publishing import checks
from publishing.documents import Document
from publishing.models import Edition
from publishing.richtext import Figure
from publishing.sections import Section

# Puts what one section of a document says into the rows of a draft; returns what it could not restore, in words.
Thaw = Callable[[Any, Any], list[str]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of page is frozen, checked, read and shown.

    `drafts` are the rows with everything that `freeze` and the checks read of them: see publishing.drafts.
    `upgrades` maps a schema number to a pure function that turns a document of that schema, as plain JSON, into the
    next one. `prefix` is the address of the kind's index, to which a slug is added. `sections` is all that a document
    says, and `thaw` has, by the name of a section, what restores it. `figure` is the one number of a page that other
    texts may have: see publishing.figures.
    """

    name: str
    label: str
    model: type[models.Model]
    document: type[Document]
    prefix: str
    drafts: Callable[[], models.QuerySet[Any]]
    freeze: Callable[[Any], Document]
    show: Callable[[HttpRequest, Any, Edition | None], HttpResponse]
    sections: tuple[Section, ...] = ()
    thaw: Mapping[str, Thaw] = field(default_factory=dict)
    figure: Callable[[Edition], Figure | None] | None = None
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)

    def problems(self, draft: Any) -> list[checks.Problem]:
        """What the checks find in this whole draft: see publishing.checks."""
        return checks.of(checks.Draft(row=draft, kind=self.name, sections=self.sections, freeze=self.freeze))

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


def may_change(user: Any, model: type[models.Model]) -> bool:
    """Whether this member of staff may change rows of this model."""
    return bool(user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"))


def read(edition: Edition) -> Document:
    """The document of this edition, as its kind reads it today."""
    return get(edition.kind).decode(edition.document, edition.schema)


def figure(edition: Edition) -> Figure | None:
    """The figure of this edition's page, where its kind has one and it gives a number."""
    read = get(edition.kind).figure
    return read(edition) if read is not None else None
