"""Leads from words that not every reader knows to what they mean."""

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from website.models import Term

# Text in these already leads somewhere or is a heading: no link of ours goes into it.
_CLOSED = {"a", "h1", "h2", "h3", "h4", "button", "code"}
_TAG = re.compile(r"(<[^>]*>)")
_TAG_NAME = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)


class Glossary:
    """All terms, ready to be found in text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.slugs = {form.casefold(): term.slug for term in terms for form in term.spellings()}
        longest_first = sorted(self.slugs, key=len, reverse=True)
        words = "|".join(re.escape(form) for form in longest_first)
        self.pattern = re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE) if words else None


class Glosser:
    """Links each term once on a page: the first time it is met. One for each page that is rendered."""

    # It is handed to a filter, which calls it.
    do_not_call_in_templates = True

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self.met: set[str] = set()

    def __call__(self, text: str) -> SafeString:
        """The text with its links. A safe string is taken as sanitised HTML, any other is escaped."""
        html = text if isinstance(text, SafeString) else escape(text)
        if self.glossary.pattern is None:
            return mark_safe(html)  # noqa: S308 - escaped above, or safe already
        pieces = _TAG.split(html)
        closed = 0
        for index, piece in enumerate(pieces):
            if index % 2:
                name = _TAG_NAME.match(piece)
                if name and name[1].lower() in _CLOSED:
                    closed += -1 if piece.startswith("</") else 1
            elif not closed and piece:
                pieces[index] = self.glossary.pattern.sub(self.link, piece)
        return mark_safe("".join(pieces))  # noqa: S308 - only links of ours were added

    def link(self, found: re.Match[str]) -> str:
        slug = self.glossary.slugs[found[0].casefold()]
        if slug in self.met:
            return found[0]
        self.met.add(slug)
        return format_html('<a class="term" href="/glossary/#{}">{}</a>', slug, mark_safe(found[0]))  # noqa: S308 - a piece of the text
