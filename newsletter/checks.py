"""What an issue's editors should know before it goes out, each in words that say why; some stop it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from newsletter import documents, letters, sender
from newsletter.documents import IssueText
from newsletter.models import Issue, IssuePart
from photos.pictures import problems_of
from publishing import richtext
from publishing.clock import Now
from publishing.models import Edition

# Gmail cuts a longer mail off, and with it the link to unsubscribe: https://support.google.com/mail, "clipped".
LARGEST = 102 * 1024
LONGEST_SUBJECT = 60
# Pages of the site that are no edition.
SECTIONS = {"/", "/species/", "/newsroom/", "/places/", "/newsletter/", "/search/", "/glossary/", "/report/"}
SHOUTED = re.compile(r"\b[A-Z]{3,}\b(\W+\b[A-Z]{2,}\b)+")
PUSHY = re.compile(
    r"\b(act now|click here|100% free|risk[- ]free|urgent|last chance|don.t miss|winner)\b", re.IGNORECASE
)
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Check:
    message: str
    blocks: bool = False


def of(issue: Issue) -> list[Check]:
    """Everything found, what stops it first."""
    parts = list(issue.parts.select_related("news", "species", "photo"))
    text = documents.freeze(issue)
    found = [
        *who_writes(text),
        *picked(parts),
        *size(text),
        *links(text),
        *subject(text),
        *tone(text),
    ]
    return sorted(found, key=lambda check: not check.blocks)


def who_writes(text: IssueText) -> list[Check]:
    who = sender.current()
    needed = {
        "a postal address": who.postal_address,
        "a charity number": who.charity_number,
        "an address that answers go to": text.reply_to or who.email,
    }
    missing = [name for name, value in needed.items() if not value]
    where = "Fill it in in the site settings: every mail has to say it."
    return [Check(f"The site has no {name.split(' ', 1)[1]}. {where}", blocks=True) for name in missing]


def picked(parts: list[IssuePart]) -> list[Check]:
    """Parts that would be left out, or that nobody may show."""
    if not parts:
        return [Check("There is nothing in it yet: add a part.", blocks=True)]
    editions = documents.live(parts)
    found = []
    for part in parts:
        page = part.news or part.species
        if page and page.page_id not in editions:
            found.append(Check(f"“{page}” is not published, so readers could not follow it.", blocks=True))
        if part.photo and (problems := problems_of(part.photo)):
            found.append(Check(f"The photo “{part.photo}” cannot be used. {problems[0]}", blocks=True))
    return found


def size(text: IssueText) -> list[Check]:
    bytes_ = len(letters.html_of(text).encode())
    if bytes_ <= LARGEST:
        return []
    words = f"It has {bytes_ // 1024} KB. Gmail cuts a mail off at 102 KB, and with it the link to unsubscribe."
    return [Check(f"{words} Take a part out.", blocks=True)]


def links(text: IssueText) -> list[Check]:
    """Links that lead nowhere here, or that mail programs warn of."""
    found = []
    addresses = [pair for part in text.parts for pair in _LINK.findall(part.words)]
    paths = {path for address, _ in addresses if (path := inside(address))}
    dead = paths - SECTIONS - live_paths(paths)
    found += [Check(f"The link to {path} leads to no page of this site.", blocks=True) for path in sorted(dead)]
    for address, words in addresses:
        said = richtext.plain(words)
        if address.startswith("http://"):
            found.append(Check(f"The link “{said}” is http, not https: many mail programs warn of it."))
        shown = re.match(r"(https?://)?([\w.-]+\.[a-z]{2,})", said)
        if shown and shown[2] not in address:
            found.append(Check(f"The link says {shown[2]} and leads elsewhere: filters take that for a fraud."))
        if said.lower() in {"here", "click here", "link", "read more"}:
            found.append(Check(f"The link “{said}” does not say where it leads."))
    return found


def inside(address: str) -> str:
    """The path, where the address is one of this site."""
    parts = urlsplit(address)
    here = not parts.netloc and parts.path.startswith("/")
    if here or f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL:
        return parts.path or "/"
    return ""


def live_paths(paths: set[str]) -> set[str]:
    """Which of these lead to a page in force, an old path included."""
    live = Edition.objects.live().filter(page__routes__path__in=paths, page__routes__since__lte=Now())
    issues = {issue.get_absolute_url() for issue in documents.public()}
    return set(live.values_list("page__routes__path", flat=True)) | (paths & issues)


def subject(text: IssueText) -> list[Check]:
    found = []
    if len(text.subject) > LONGEST_SUBJECT:
        found.append(Check(f"The subject has {len(text.subject)} characters; many programs show the first sixty."))
    if not text.preheader:
        found.append(Check("Without a preheader, mail programs show the first words of the mail beside the subject."))
    if SHOUTED.search(text.subject):
        found.append(Check("The subject is in capitals: filters and readers take that for shouting."))
    return found


def tone(text: IssueText) -> list[Check]:
    """What filters count against a mail, and readers too."""
    parts = (f"{part.heading} {richtext.plain(part.words)}" for part in text.parts)
    words = " ".join([text.subject, text.preheader, *parts])
    picked = sum(len(part.line) for part in text.parts)
    found = []
    if "!" in words:
        found.append(Check("There is an exclamation mark: we write without."))
    if pushy := PUSHY.search(words):
        found.append(Check(f"“{pushy[0]}” is what advertisements say; filters know it."))
    if text.photos() and len(words) + picked < 200:
        found.append(Check("It has pictures and hardly a word: filters take that for a hidden advertisement."))
    return found
