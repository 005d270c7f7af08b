"""What a place's page says, section by section."""

from typing import Any

from photos.sections import photo_rows
from places.documents import PlacePage
from publishing.sections import Line, Rows, Section, line, quoted, rich, text
from sources.sections import source_line, sources_section


def centre(place: PlacePage, document: Any) -> str:
    return f"{place.latitude}, {place.longitude}" if place.latitude is not None else ""


def area(place: PlacePage, document: Any) -> str:
    return f"{place.area_km2:,} km²" if place.area_km2 else ""


NAME = Section(
    name="name",
    title="Name",
    anchor="id_name",
    parts=(
        line("Name", "name", anchor="id_name"),
        line("Kind", "kind_label", anchor="id_kind"),
        Line(
            words="Countries",
            say=lambda place, document: ", ".join(place.countries),
            is_many=True,
            anchor="id_countries",
        ),
        line("Address", "path", anchor="id_slug"),
        text("Summary", "summary", anchor="id_summary"),
    ),
)
TEXT = Section(
    name="text",
    title="Photo and text",
    anchor="id_photo",
    parts=(
        photo_rows(lambda place: [place.photo] if place.photo else [], anchor="id_photo"),
        rich("Text", "body", anchor="id_body"),
    ),
)
WHERE = Section(
    name="where",
    title="Where and how large",
    anchor="id_latitude",
    parts=(
        Line(words="Centre", say=centre, anchor="id_latitude"),
        Line(words="Area", say=area, anchor="id_area_km2"),
        source_line("area_source", "Source of the area", anchor="id_area_source"),
        line("Established", "established", anchor="id_established"),
        source_line("established_source", "Source of the date it was established", anchor="id_established_source"),
    ),
)
FACTS = Section(
    name="facts",
    title="Fast facts",
    anchor="facts-group",
    parts=(
        Rows(
            one="fact",
            many="facts",
            of=lambda place: place.facts,
            called=quoted("fact", "text"),
            lines=(text("Text", "text"), source_line()),
        ),
    ),
)

SECTIONS = (NAME, TEXT, WHERE, FACTS, sources_section())
