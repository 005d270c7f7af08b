"""What every document has: an identity, an address, and what lists and search take from it.

Documents are stored as canonical JSON text and read for ever: a kind that changes its shape adds an upgrade
function by schema number (publishing.kinds), it never rewrites a stored edition.
"""

import hashlib
import unicodedata
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of an edition that lists and search need, made from its document."""

    title: str
    summary: str = ""
    sort_key: str = ""
    facet: str = ""
    listed_on: date | None = None
    card: msgspec.Struct | None = None
    search_words: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a template may say about a page, and nothing it could ask the database for."""

    SCHEMA: ClassVar[int] = 1

    uid: UUID
    path: str

    def entry(self) -> Entry:
        raise NotImplementedError

    def references(self) -> frozenset[tuple[str, UUID]]:
        """Pairs of role and uid: the photos it uses, the pages it names."""
        return frozenset()


_encoder = msgspec.json.Encoder(order="deterministic")


def to_json(value: msgspec.Struct) -> str:
    """Canonical JSON: the same document gives the same text, so its hash says whether anything changed."""
    return _encoder.encode(value).decode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fold(text: str) -> str:
    """Text as search compares it: case and accents removed in every script (SQLite folds ASCII only)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
