"""The frame of every page: what the site says of itself, and its menus."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from photos.pictures import Picture, pictures, use_of
from publishing import panels
from publishing.models import Edition
from website.glossary import Glossary, Glosser
from website.models import MenuItem, SiteSettings, Term


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Frame:
    """Loaded once for each state of the content, so that it costs a request no query."""

    site: SiteSettings
    head: list[Link]
    foot: list[Link]
    lead_picture: Picture | None
    # Where the privacy page is, if it is published: forms link to it.
    privacy: str
    glossary: Glossary


def register() -> None:
    panels.register(panels.Panel(name="frame", slot="frame", template="", load=load))


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any]:
    frame: Frame = subject.state.remember("website.frame", frame_now)
    return {
        "site": frame.site,
        "head": frame.head,
        "foot": frame.foot,
        "lead_picture": frame.lead_picture,
        "privacy": frame.privacy,
        "gloss": Glosser(frame.glossary),
        "root": settings.SITE_URL,
    }


def frame_now() -> Frame:
    site = SiteSettings.objects.select_related("lead_photo", "lead_page").first() or SiteSettings(
        name="Wildlife Conservation"
    )
    menus: dict[str, list[Link]] = {"head": [], "foot": []}
    items = list(MenuItem.objects.all())
    live = Edition.objects.live().filter(page__in=[item.page_id for item in items if item.page_id])
    paths = dict(live.values_list("page_id", "path"))
    for item in items:
        # An entry whose page is not live leads nowhere, so it is not shown.
        if url := item.url or paths.get(item.page_id or 0, ""):
            menus[item.where].append(Link(item.title, url))
    photo = site.lead_photo
    picture = pictures([use_of(photo)]).get(photo.uid) if photo else None
    privacy = Edition.objects.live().of_kind("plain").at_path("/privacy/").first()
    return Frame(
        site, menus["head"], menus["foot"], picture, privacy.path if privacy else "", Glossary(Term.objects.all())
    )
