"""Checks of running text, for every kind of page: headings, links, sentences. publishing.apps loads them."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from publishing import kinds, links, marks, richtext
from publishing.checks import Draft, Found, check
from publishing.models import Edition, Link, Page

_HEADING = re.compile(r"<h([1-6])>")
_COPY = re.compile(r" \(copy( \d+)?\)$")
# Readers follow about 25 words; so many are too many in any style.
LONGEST_SENTENCE = 40


@check(blocks=True)
def a_copy_has_names_of_its_own(draft: Draft) -> Iterator[Found]:
    """What copying wrote to tell the two apart (see publishing.copies) is no name for readers."""
    for field in draft.row._meta.concrete_fields:
        if _COPY.search(str(getattr(draft.row, field.attname))):
            yield f"The {field.verbose_name} still says that this is a copy.", f"id_{field.name}"


@check(blocks=True)
def headings_are_in_order(draft: Draft) -> Iterator[Found]:
    """A smaller heading stands under a larger one: screen readers walk by them."""
    for text in draft.texts:
        if text.is_rich:
            levels = [1, *map(int, _HEADING.findall(text.text))]
            if any(after > before + 1 for before, after in pairwise(levels)):
                yield f"{text.words}: a small heading stands where no larger one came before it.", text.anchor


@check(blocks=True)
def internal_links_lead_somewhere(draft: Draft) -> Iterator[Found]:
    found = {path: anchor for text in draft.texts if text.is_rich for path, anchor in own_links(text.text, text.anchor)}
    found.pop(draft.document.path, None)
    known = live_paths(found)
    for path, anchor in found.items():
        if not leads_somewhere(path, known) and draft_at(path) is None:
            yield f"A link leads to {path}, and there is no such page.", anchor


@check(blocks=False)
def linked_pages_are_published(draft: Draft) -> Iterator[Found]:
    found = {path: anchor for text in draft.texts if text.is_rich for path, anchor in own_links(text.text, text.anchor)}
    found.pop(draft.document.path, None)
    known = live_paths(found)
    for path, anchor in found.items():
        if not leads_somewhere(path, known) and (name := draft_at(path)) is not None:
            yield f"A link leads to {path}, “{name}”, which is not published.", anchor


@check(blocks=False)
def chosen_pages_are_published(draft: Draft) -> Iterator[Found]:
    """Of links that an editor chose by a page's name."""
    found = {uid: text.anchor for text in draft.texts if text.is_rich for uid in richtext.pages_in([text.text])}
    if not found:
        return
    live = set(Edition.objects.live().filter(page__uid__in=found).values_list("page__uid", flat=True))
    names = dict(Page.objects.filter(uid__in=found).values_list("uid", "name"))
    for uid, anchor in found.items():
        if uid not in live:
            yield f"A link leads to “{names.get(uid, 'a page that is gone')}”, which readers do not find now.", anchor


@check(blocks=False)
def sentences_are_not_too_long(draft: Draft) -> Iterator[Found]:
    for text in draft.texts:
        sentences = [
            sentence.split()
            for paragraph in marks.paragraphs(re.sub(r"</?a\b[^>]*>", "", text.text), is_rich=text.is_rich)
            for sentence in marks.sentences(paragraph)
        ]
        longest = max(sentences, key=len, default=[])
        if len(longest) > LONGEST_SENTENCE:
            start = " ".join(longest[:6])
            yield f"{text.words}: hard to read, a sentence of {len(longest)} words begins “{start}…”.", text.anchor


@check(blocks=False)
def external_links_answer(draft: Draft) -> Iterator[Found]:
    """As the background work found them last; nothing is asked here."""
    found = {url: said.anchor for said in draft.said for url in links.of(said)}
    for link in Link.objects.dead().filter(url__in=found) if found else ():
        yield f"A link does not answer ({link.answer}): {link.url}", found[link.url]


def own_links(html: str, anchor: str) -> Iterator[tuple[str, str]]:
    """The paths on this site that a text leads to, without query and fragment."""
    for url in links.hrefs(html):
        parts = urlsplit(url)
        if (not parts.scheme and parts.path.startswith("/")) or url.startswith(f"{settings.SITE_URL}/"):
            yield parts.path, anchor


def live_paths(paths: Iterable[str]) -> set[str]:
    """Those that lead to a page now, or to something under one, in one query."""
    wanted = {start for path in paths for start in beginnings(path)}
    if not wanted:
        return set()
    live = Edition.objects.live().filter(page__routes__path__in=wanted)
    return set(live.values_list("page__routes__path", flat=True))


def beginnings(path: str) -> Iterator[str]:
    """/species/okapi/photos/3/ and every address above it."""
    parts = [part for part in path.split("/") if part]
    yield from ("/" + "/".join(parts[:number]) + "/" for number in range(1, len(parts) + 1))


def leads_somewhere(path: str, live: set[str]) -> bool:
    if any(start in live for start in beginnings(path)):
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    # An index or a form. Whatever is named by a slug is a page, and would be live.
    return not match.kwargs or not any(path.startswith(kind.prefix) for kind in kinds.every())


def draft_at(path: str) -> str | None:
    """The name of the page whose draft has this address; None where there is none."""
    for kind in kinds.every():
        slug = path.strip("/").rsplit("/", 1)[-1]
        if path.startswith(kind.prefix):
            for row in kind.model._default_manager.filter(slug=slug):
                if row.get_absolute_url() == path:  # type: ignore[attr-defined]
                    return str(row)
    return None
