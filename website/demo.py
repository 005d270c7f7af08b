"""The demo content of demo/: rows made through their models, pages published as an editor publishes them."""

import json
import re
import tomllib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.files import File
from django.db import models, transaction
from django.utils.text import slugify

from campaigns.models import Appeal, Banner, Campaign
from newsletter.models import Topic
from newsroom.models import NewsItem
from photos import renditions, uploads
from photos.models import Photo
from places.models import Place
from publishing import clock, kinds, state, verbs
from publishing.bases import Content
from publishing.models import Page, Route
from sources.bases import Checked, sources_of
from sources.checking import check
from sources.models import Source
from wcs_species.models import Group, Species, Threat
from website.models import MenuItem, PlainPage, SiteSettings, Term

DEMO = settings.BASE_DIR / "demo"
# The field by which content files name a row. A source is named by its key, a photo by its file, a page by its address.
NAMES: dict[type[models.Model], str] = {Group: "name", Place: "slug", Species: "slug", Threat: "code"}
# figure:/species/jaguar/
FIGURE = re.compile(r'figure:/[^"]+')
# A table of a content file: columns and their values, names of other rows, tables of the row's parts.
Table = dict[str, Any]


class NotEmpty(Exception):
    """There is content already; the demo would mix with it."""


class Loader:
    """Makes rows of tables that name other rows; it knows those it made, by model and name."""

    def __init__(self, photos: dict[str, Photo]) -> None:
        self.rows: dict[Any, dict[str, Any]] = defaultdict(dict, {Photo: photos})
        self.kinds = {kind.model: kind.name for kind in kinds.every()}

    def draft(self, model: type[Content], table: Table) -> Any:
        """A page that nobody sees yet."""
        kind = kinds.get(self.kinds[model])
        page = verbs.start_page(kind.name, uid=uid_of(f"{kind.prefix}{table['slug']}/"))
        row: Any = self.add(model, {name: with_figures(value) for name, value in table.items()}, page=page)
        verbs.save_draft(row, by=None)
        return row

    def publish(self, row: Any) -> None:
        """Live from now on."""
        edition = verbs.publish(row, by=None, why="Demo content")
        self.rows[Page][edition.path] = row.page

    def add[M: models.Model](self, model: type[M], table: Table, **given: Any) -> M:
        """A row of these values and of those given, with its parts in their order.

        Raises ValidationError, IntegrityError.
        """
        values: Table = dict(given)
        others: dict[str, list[models.Model]] = {}
        parts: dict[models.ManyToOneRel, list[Table]] = {}
        for name, value in table.items():
            field = model._meta.get_field(name)
            if isinstance(field, models.ManyToOneRel):
                parts[field] = value
            elif isinstance(field, models.ManyToManyField):
                others[name] = [self.rows[field.related_model][key] for key in value]
            else:
                values[name] = self.rows[field.related_model][value] if field.is_relation else value
        row = model(**values)
        if isinstance(row, Checked):
            # The demo's statements were checked when their sources were read.
            read_on = [each.accessed_on for each in sources_of(row) if each.accessed_on]
            check(row, by=None, on=min(read_on, default=None))
        # What the database itself refuses is not asked before: that would be half of all queries.
        relations = {field.name for field in model._meta.fields if field.is_relation}
        row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        row.save()
        for name, named in others.items():
            getattr(row, name).set(named)
        if model in NAMES:
            self.rows[model][table[NAMES[model]]] = row
        for relation, tables in parts.items():
            self.add_parts(relation, tables, {**given, relation.field.name: row})
        return row

    def add_parts(self, relation: models.ManyToOneRel, tables: list[Table], owners: Table) -> None:
        """Rows of a part under those of its owners that it points to: a count's are its series and its species."""
        part = relation.related_model
        columns = {column.name for column in part._meta.concrete_fields}
        known = {name: owner for name, owner in owners.items() if name in columns}
        for position, table in enumerate(tables):
            self.add(part, table, **{**known, "position": position})


def uid_of(address: str) -> UUID:
    """The same at each load, so that a text may have the figure of a page that comes later."""
    return uuid5(NAMESPACE_URL, address)


def with_figures(value: Any) -> Any:
    """A text whose live figures are named by the address of their page."""
    return FIGURE.sub(lambda found: f"figure:{uid_of(found[0][7:])}", value) if isinstance(value, str) else value


def load() -> None:
    """Fills an empty database with the demo, every page of it live. Raises NotEmpty."""
    if Species.objects.exists() or Page.objects.exists():
        raise NotEmpty
    # Before the transaction: nobody waits to write while a picture is decoded.
    photos = take_in_plates()
    with transaction.atomic():
        loader = Loader(photos)
        load_pages(loader)
        load_frame(loader)
        state.changed()


def take_in_plates() -> dict[str, Photo]:
    """The photos of the demo by name, ready for pages; those of a load that was broken off are taken again."""
    photos = {}
    for plate in json.loads((DEMO / "plates" / "plates.json").read_text(encoding="utf-8")):
        with (DEMO / "plates" / plate["file"]).open("rb") as file:
            upload = uploads.take_in(File(file, name=plate["file"]))
        photo = Photo.objects.filter(sha256=upload.sha256).first() or Photo()
        photo.title, photo.caption, photo.alt_text = plate["title"], plate["caption"], plate["alt"]
        photo.credit, photo.rights_holder, photo.licence = plate["credit"], plate["rights_holder"], plate["licence"]
        photo.by_organisation = photo.is_complete = True
        uploads.put(photo, upload)
        photo.full_clean()
        photo.save()
        renditions.quick(photo)
        photo.refresh_from_db()
        photos[Path(plate["file"]).stem] = photo
    return photos


def load_pages(loader: Loader) -> None:
    """Lower pages first: a page names only those that are live when it is published. All are drafts before: a link may
    lead to a page that is published later."""
    for name, source in read("sources").items():
        loader.rows[Source][name] = loader.add(Source, source)
    for position, name in enumerate(read("site")["groups"]):
        loader.add(Group, {"name": name, "slug": slugify(name)}, position=position)
    species = [read(f"species/{file.stem}") for file in sorted((DEMO / "content" / "species").glob("*.toml"))]
    drafts = [
        *[loader.draft(Place, place) for place in read("places")["place"]],
        *[loader.draft(Species, each) for each in species],
        *[loader.draft(NewsItem, item) for item in read("news")["item"]],
        *[loader.draft(PlainPage, page) for page in read("pages")["page"]],
    ]
    for row in drafts:
        loader.publish(row)
    for path, address in read("site")["old_addresses"].items():
        Route.objects.create(path=path, page=loader.rows[Page][address])


def load_frame(loader: Loader) -> None:
    """What stands around the pages: settings, menus, topics, glossary, campaign, banner and appeals."""
    site = read("site")
    loader.add(SiteSettings, site["settings"], pk=1)
    for position, item in enumerate(site["menu"]):
        loader.add(MenuItem, item, position=position)
    for position, topic in enumerate(site["topics"]):
        loader.add(Topic, topic, position=position)
    now = clock.now()
    loader.add(Campaign, site["campaign"], live_from=now)
    loader.add(Banner, site["banner"], live_from=now)
    for appeal in site["appeal"]:
        loader.add(Appeal, appeal, live_from=now)
    for term in read("glossary")["term"]:
        loader.add(Term, term, slug=slugify(term["word"]))


def read(name: str) -> Table:
    return tomllib.loads((DEMO / "content" / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
