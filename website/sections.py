"""What a plain page says, section by section."""

from photos.sections import photo_rows
from publishing.sections import Rows, Section, flag, line, quoted, rich, text

TITLE = Section(
    name="title",
    title="Title",
    anchor="id_title",
    parts=(
        text("Title", "title", anchor="id_title"),
        text("Lead", "lead", anchor="id_lead"),
        line("Address", "path", anchor="id_slug"),
    ),
)
TEXT = Section(
    name="text",
    title="Photo and text",
    anchor="id_body",
    parts=(
        photo_rows(lambda page: [page.photo] if page.photo else [], one="photo at the head", anchor="id_photo"),
        rich("Text", "body", anchor="id_body"),
    ),
)
PHOTOS = Section(name="photos", title="Photos", anchor="photos-group", parts=(photo_rows(lambda page: page.photos),))
DOWNLOADS = Section(
    name="downloads",
    title="Downloads",
    anchor="downloads-group",
    parts=(
        Rows(
            one="download",
            many="downloads",
            of=lambda page: page.downloads,
            called=quoted("download", "title"),
            lines=(text("Title", "title"),),
        ),
    ),
)
VIDEOS = Section(
    name="videos",
    title="Films",
    anchor="videos-group",
    parts=(
        Rows(
            one="film",
            many="films",
            of=lambda page: page.videos,
            called=quoted("film", "title"),
            key=lambda film: film.url,
            lines=(text("Title", "title"), line("Address", "url"), line("Length", "length")),
        ),
        photo_rows(
            lambda page: [film.poster for film in page.videos],
            one="poster of a film",
            many="posters of films",
            anchor="videos-group",
        ),
    ),
)
ON_THIS_PAGE = Section(
    name="on-this-page",
    title="On this page",
    anchor="id_has_press_contact",
    parts=(
        flag("Media contact and boilerplate", "has_press_contact"),
        flag("Keep out of search and site map", "is_unlisted"),
    ),
)

SECTIONS = (TITLE, TEXT, PHOTOS, DOWNLOADS, VIDEOS, ON_THIS_PAGE)
