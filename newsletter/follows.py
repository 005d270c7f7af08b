"""Following an animal: its topic, chosen on its page. Where nobody followed it yet, the first one makes it."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from newsletter.models import Topic
from publishing import state
from publishing.models import Edition
from wcs_species.models import Species

_SLUG = re.compile(r"species-([0-9a-f]{32})")


def slug_of(uid: UUID) -> str:
    """What the form of a species' page sends where its species has no topic yet."""
    return f"species-{uid.hex}"


def named(slugs: Iterable[str]) -> list[Topic]:
    """The topics of these slugs; that of a species with a live page is made where it is missing."""
    wanted = set(slugs)
    found = list(Topic.objects.filter(slug__in=wanted))
    missing = wanted - {topic.slug for topic in found}
    return [*found, *(topic for slug in sorted(missing) if (topic := begin(slug)))]


def begin(slug: str) -> Topic | None:
    """The topic of the species that this slug names; None where it names none that is live."""
    match = _SLUG.fullmatch(slug)
    edition = Edition.objects.live().filter(kind="species", page__uid=UUID(match[1])).first() if match else None
    if edition is None:
        return None
    species = Species.objects.get(page=edition.page_id)
    # An editor may have made one since the page was read.
    topic = Topic.objects.filter(Q(species=species) | Q(slug=slug)).first()
    if topic is None:
        name = edition.title
        if Topic.objects.filter(name=name).exists():
            name = f"{name} ({slug[-6:]})"
        topic, _ = Topic.objects.get_or_create(
            slug=slug, defaults={"name": name, "species": species, "is_offered": False}
        )
        state.changed()
    return topic
