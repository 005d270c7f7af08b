"""What a news item says, section by section."""

from photos.sections import photo_rows
from publishing.sections import Line, Rows, Section, line, quoted, rich, text
from sources.sections import sources_section


def named(one: str, many: str, name: str) -> Rows:
    return Rows(
        one=one,
        many=many,
        of=lambda item: getattr(item, name),
        called=quoted(one, "name"),
        lines=(line("Name", "name"),),
        is_ordered=False,
        anchor=f"id_{name}",
    )


HEADLINE = Section(
    name="headline",
    title="Headline",
    anchor="id_headline",
    parts=(
        text("Headline", "headline", anchor="id_headline"),
        text("Dek", "dek", anchor="id_dek"),
        line("Kind", "kind_label", anchor="id_kind"),
        Line(words="Date", say=lambda item, document: f"{item.dated:%-d %B %Y}", anchor="id_dated"),
        line("Address", "path", anchor="id_slug"),
    ),
)
TEXT = Section(
    name="text",
    title="Text",
    anchor="id_body",
    parts=(
        line("Dateline", "dateline", anchor="id_dateline"),
        line("Byline", "byline", anchor="id_byline"),
        rich("Text", "body", anchor="id_body"),
    ),
)
ABOUT = Section(
    name="about",
    title="What it is about",
    anchor="id_species",
    parts=(
        named("species", "species", "species"),
        named("place", "places", "places"),
        text("Related link: words", "related_title", anchor="id_related_title"),
        line("Related link: address", "related_url", anchor="id_related_url"),
    ),
)
PHOTOS = Section(name="photos", title="Photos", anchor="photos-group", parts=(photo_rows(lambda item: item.photos),))

SECTIONS = (HEADLINE, TEXT, ABOUT, PHOTOS, sources_section("id_sources"))
