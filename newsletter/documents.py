"""What an issue says, frozen when sending begins: its words by value, its photos by uid."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.html import escape

from newsletter.models import Issue, IssuePart, Notice
from newsroom.documents import NewsCard
from photos.pictures import PhotoUse, use_of
from publishing import clock, kinds, richtext
from publishing.models import Edition
from wcs_species.documents import Headline, SpeciesCard


class PartText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part. `label` is the small line over the heading, `line` the sentence of what was picked, `path` its page;
    `scientific_name` stands before the label; `topic` is whose followers it is for, in a digest."""

    heading: str = ""
    words: str = ""
    kind: str = ""
    scientific_name: str = ""
    label: str = ""
    line: str = ""
    path: str = ""
    photo: PhotoUse | None = None
    topic: str = ""


class IssueText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A digest has no number."""

    number: int | None = None
    subject: str
    dated: date
    preheader: str = ""
    reply_to: str = ""
    parts: tuple[PartText, ...] = ()

    def photos(self) -> list[PhotoUse]:
        return [part.photo for part in self.parts if part.photo]


_news = msgspec.json.Decoder(NewsCard)
_species = msgspec.json.Decoder(SpeciesCard)
_issue = msgspec.json.Decoder(IssueText)


def read(issue: Issue) -> IssueText:
    """What was frozen of an issue whose sending has begun."""
    return _issue.decode(issue.document)


def freeze(issue: Issue) -> IssueText:
    """The issue as its rows and the pages in force say it now; what is picked and has no page is left out."""
    parts = list(issue.parts.select_related("news", "species", "photo"))
    editions = live(parts)
    return IssueText(
        number=issue.number,
        subject=issue.subject,
        dated=clock.now().date(),
        preheader=issue.preheader,
        reply_to=issue.reply_to,
        parts=tuple(text for part in parts if (text := part_text(part, editions)) is not None),
    )


def of_notices(notices: Mapping[Notice, Edition]) -> IssueText:
    """A digest of these, each with the edition that is in force."""
    parts = tuple(
        msgspec.structs.replace(
            of_species(edition), heading=edition.title, line=notice.words, path=edition.path, topic=notice.topic.slug
        )
        for notice, edition in notices.items()
    )
    return _digest(IssueText(subject="", dated=clock.now().date()), parts)


def for_followers(digest: IssueText, topics: Collection[str]) -> IssueText:
    """The part of a digest that those who follow these topics get."""
    return _digest(digest, tuple(part for part in digest.parts if part.topic in topics))


def _digest(text: IssueText, parts: tuple[PartText, ...]) -> IssueText:
    names = list(dict.fromkeys(part.heading for part in parts))
    said = (
        names[0] if len(names) == 1 else f"{', '.join(names[:2])}{f' and {len(names) - 2} more' if names[2:] else ''}"
    )
    return msgspec.structs.replace(text, parts=parts, subject=f"{said}: what changed", preheader=parts[0].line[:160])


def live(parts: list[IssuePart]) -> dict[int, Edition]:
    """The editions in force of the pages that these parts pick or whose words lead to, by page, in one query."""
    pages = [picked.page_id for part in parts if (picked := part.news or part.species)]
    linked = richtext.pages_in(part.words for part in parts)
    found = Edition.objects.live().filter(Q(page__in=pages) | Q(page__uid__in=linked))
    return {edition.page_id: edition for edition in found.for_lists()}


def part_text(part: IssuePart, editions: dict[int, Edition]) -> PartText | None:
    words = own_words(part.words, {edition.page.uid: edition for edition in editions.values()})
    if part.photo:
        return PartText(kind="photo", heading=part.heading, words=words, photo=use_of(part.photo))
    picked = part.news or part.species
    if picked is None:
        return PartText(heading=part.heading, words=words)
    edition = editions.get(picked.page_id)
    if edition is None:
        return None
    told = of_news(edition) if part.news else of_species(edition)
    return msgspec.structs.replace(told, heading=part.heading or edition.title, words=words, path=edition.path)


def own_words(html: str, editions: Mapping[UUID, Edition]) -> str:
    """A rich text made safe, its figures in the words of now, each a link to its page: no mail can press a button."""

    def written(uid: UUID, words: str) -> str:
        figure = kinds.figure(editions[uid]) if uid in editions else None
        return f'<a href="page:{uid}" rel="noopener">{escape(figure.words) if figure else words}</a>'

    targets = {uid: richtext.Target(edition.path) for uid, edition in editions.items()}
    return richtext.resolved(richtext.with_figures(richtext.clean(html), written), targets)


def of_news(edition: Edition) -> PartText:
    card = _news.decode(edition.card)
    return PartText(kind="news", label=card.kind, line=edition.summary, photo=card.photo)


def of_species(edition: Edition) -> PartText:
    card = _species.decode(edition.card)
    line = f"{headline(card.headline)}." if card.headline else edition.summary
    name, label = card.scientific_name, card.category_label
    return PartText(kind="species", scientific_name=name, label=label, line=line, photo=card.photo)


def headline(count: Headline) -> str:
    """The one number of a species with its area and its year."""
    return f"{count.phrase} {count.counted}, {count.area}, {count.year}"


def public(limit: int | None = None) -> list[Issue]:
    """Issues with a web copy, newest first."""
    found = Issue.objects.public().only("number", "subject", "preheader", "started_at")
    return list(found[:limit] if limit else found)
