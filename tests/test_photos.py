"""Photos: what is made of them, and what pages and editors see."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from PIL import Image

from newsroom.models import NewsItem
from photos import renditions
from photos.models import RENDER_TRIES, Photo
from photos.pictures import pictures, problems_of, use_of
from publishing import clock, state, verbs
from tests.pictures import file_of, plate

pytestmark = pytest.mark.django_db

ADD = "/admin/photos/photo/add/"
WORDS = {
    "title": "Leopard in snow",
    "alt_text": "A spotted cat walks through snow.",
    "caption": "Land of the Leopard, winter.",
    "credit": "Vera Example",
    "rights_holder": "Example Trust",
    "licence": "CC-BY-4.0",
    "show_place": "country",
    "is_complete": "on",
}
# What the form of a photo that is here holds besides.
REST = {"focal_x": "50", "focal_y": "50", "releases-TOTAL_FORMS": "0", "releases-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(admin_client, django_capture_on_commit_callbacks):
    """Somebody in the admin whose `send` sends a form, and lets happen what happens after its commit."""

    def send(path, data):
        with django_capture_on_commit_callbacks(execute=True):
            return admin_client.post(path, data)

    admin_client.send = send
    return admin_client


def added(editor, **changes):
    data = {**WORDS, "file": file_of(plate()), **changes}
    response = editor.send(ADD, data)
    assert response.status_code == 302, response.context["errors"]
    return Photo.objects.latest("pk")


def edit(editor, photo, **changes):
    return editor.send(f"/admin/photos/photo/{photo.pk}/change/", {**WORDS, **REST, **changes})


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """One step of the background work; says whether there was anything to do."""

    def step():
        with django_capture_on_commit_callbacks(execute=True):
            return renditions.step()

    return step


def original(photo):
    with storages["originals"].open(photo.file.name) as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
        return image


def media_of(photo):
    return {rendition.name for rendition in photo.renditions()}


def files_in(directory):
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


# The form


def test_a_photo_is_added_and_can_be_used_at_once(editor):
    photo = added(editor, file=file_of(plate(1000, 600)))
    assert (photo.width, photo.height, photo.colour[:5]) == (1000, 600, "#b565")
    assert [(file.format, file.width) for file in photo.renditions()] == [("jpeg", 960)]
    assert problems_of(photo) == []


def test_a_refused_file_is_named_beside_its_field_and_everything_typed_stays(editor):
    whole = file_of(plate()).read()
    half = SimpleUploadedFile("half.jpg", whole[: len(whole) // 2])
    response = editor.send(ADD, {**WORDS, "file": half})
    assert "half.jpg is damaged" in response.context["adminform"].form.errors["file"][0]
    for typed in ("Leopard in snow", "A spotted cat walks", "Vera Example"):
        assert typed in response.text
    assert not Photo.objects.exists()


@pytest.mark.parametrize("field", ["credit", "licence", "alt_text"])
def test_a_photo_is_not_ready_without_credit_licence_and_alt_text(editor, field):
    response = editor.send(ADD, {**WORDS, field: "", "file": file_of(plate())})
    errors = response.context["adminform"].form.errors
    assert set(errors) == {field, "file"}
    assert errors["file"] == ["Choose leopard.jpg again: a form keeps what is typed, but not a file."]


def test_a_decorative_photo_needs_no_alt_text(editor):
    photo = added(editor, alt_text="", is_decorative="on")
    assert problems_of(photo) == []
    assert pictures([use_of(photo)])[photo.uid].alt == ""


@pytest.mark.parametrize("hidden", ["\u202e", "\x07"])
def test_characters_nobody_sees_are_refused_beside_their_field(editor, hidden):
    response = editor.send(ADD, {**WORDS, "caption": f"Snow{hidden}leopard", "file": file_of(plate())})
    assert list(response.context["adminform"].form.errors) == ["caption", "file"]


def test_the_same_file_sent_again_is_noticed(editor):
    first = added(editor)
    response = editor.send(ADD, {**WORDS, "title": "Again", "file": file_of(plate())})
    page = editor.get(response.url).text
    assert "The same file is here already" in page
    assert f"/admin/photos/photo/{first.pk}/change/" in page


class WatchedBytes(io.BytesIO):
    read_inside: list[bool] = []

    def read(self, *args):
        self.read_inside.append(connection.in_atomic_block)
        return super().read(*args)


class Watching(MemoryFileUploadHandler):
    """Hands over files that remember whether they were read inside a transaction."""

    def file_complete(self, file_size):
        file = super().file_complete(file_size)
        file.file = WatchedBytes(file.file.getvalue())
        return file


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_a_picture_to_be_decoded(admin_client, settings):
    settings.FILE_UPLOAD_HANDLERS = ["tests.test_photos.Watching"]
    WatchedBytes.read_inside.clear()
    admin_client.post(ADD, {**WORDS, "file": file_of(plate())})
    assert Photo.objects.get().renditions()
    assert set(WatchedBytes.read_inside) == {False}


def test_another_file_takes_the_place_of_the_first(editor, media_root):
    photo = added(editor)
    before = photo.file.name
    edit(editor, photo, file=file_of(plate(500, 500, "#2e6b34")))
    photo.refresh_from_db()
    assert (photo.width, photo.accent) == (500, "moss")
    assert files_in(media_root) == media_of(photo)
    assert not storages["originals"].exists(before)


def test_who_may_only_look_sees_the_form(client, django_user_model, editor):
    photo = added(editor)
    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(viewer)
    assert "Vera Example" in client.get(f"/admin/photos/photo/{photo.pk}/change/").text
    assert client.post(ADD, {**WORDS, "file": file_of(plate())}).status_code == 403


def test_lists_and_forms_open_no_file_and_ask_little_however_many_photos(editor, media_root, worked):
    for number in range(3):
        added(editor, title=f"Leopard {number}")
        worked()
    photo = Photo.objects.first()
    shutil.rmtree(media_root)
    storages["originals"].delete(photo.file.name)
    for path, most in [("/admin/photos/photo/", 10), (f"/admin/photos/photo/{photo.pk}/change/", 9)]:
        with CaptureQueriesContext(connection) as queries:
            page = editor.get(path).text
        assert 'src="/media/p/' in page
        assert len(queries) <= most, "\n".join(query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ("ready", {"Ready"}),
        ("incomplete", {"Bare"}),
        ("waiting", {"Ready", "Bare"}),
        ("failed", {"Failed"}),
        ("withdrawn", {"Withdrawn"}),
    ],
)
def test_the_list_says_what_is_wrong(editor, chosen, titles):
    added(editor, title="Ready")
    added(editor, title="Bare", is_complete="", credit="")
    failed, withdrawn = added(editor, title="Failed"), added(editor, title="Withdrawn")
    Photo.objects.filter(pk=failed.pk).update(render_tries=RENDER_TRIES, rendition_list="[]")
    Photo.objects.filter(pk=withdrawn.pk).update(withdrawn_at=clock.now())
    shown = editor.get("/admin/photos/photo/", {"state": chosen}).context["cl"].result_list
    assert {photo.title for photo in shown} == titles


# The files


def test_all_sizes_are_made_in_the_background(editor, worked, media_root):
    photo = added(editor, file=file_of(plate(1000, 600)))
    assert worked()
    assert not worked()
    photo.refresh_from_db()
    assert {(file.format, file.width) for file in photo.renditions()} == {
        *((kind, width) for kind in ("avif", "webp", "jpeg") for width in (320, 640, 960, 1000)),
        *((kind, width) for kind in ("avif", "jpeg") for width in (800, 900, 600)),
    }
    assert files_in(media_root) == media_of(photo)
    for file in photo.renditions():
        with storages["default"].open(file.name) as opened:
            image = Image.open(io.BytesIO(opened.read()))
        assert (image.format.lower(), image.size) == (file.format, (file.width, file.height))


def test_every_file_says_who_made_it(editor, worked):
    photo = added(editor, credit="Vera <Example> & Co")
    worked()
    photo.refresh_from_db()
    for file in photo.renditions():
        with storages["default"].open(file.name) as opened:
            packet = Image.open(io.BytesIO(opened.read())).info["xmp"].decode()
        assert "<rdf:li>Vera &lt;Example&gt; &amp; Co</rdf:li>" in packet
        assert "Example Trust" in packet
        assert "https://creativecommons.org/licenses/by/4.0/" in packet


def test_a_changed_credit_shows_at_once_and_then_in_every_file(editor, worked, media_root):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    before, seen = media_of(photo), state.current()
    edit(editor, photo, credit="Ada Other")
    assert state.current() != seen
    assert pictures([use_of(photo)])[photo.uid].credit_line == "Ada Other · Example Trust"
    assert worked()
    photo.refresh_from_db()
    assert not before & media_of(photo)
    assert files_in(media_root) == media_of(photo)


def test_a_changed_title_makes_no_file_anew(editor, worked):
    photo = added(editor)
    worked()
    edit(editor, photo, title="Leopard in deep snow")
    assert not worked()


def test_files_made_with_a_credit_that_changed_meanwhile_are_thrown_away(
    editor, worked, media_root, django_capture_on_commit_callbacks
):
    photo = added(editor)
    edit(editor, photo, credit="Ada Other")
    with django_capture_on_commit_callbacks(execute=True):
        renditions.render(photo)
    photo.refresh_from_db()
    assert not photo.recipe
    assert files_in(media_root) == media_of(photo)


def test_saving_words_keeps_the_files_that_were_made_meanwhile(editor, worked):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    made = media_of(photo)
    edit(editor, photo, caption="Another caption")
    photo.refresh_from_db()
    assert media_of(photo) == made
    assert photo.recipe == renditions.RECIPE


def test_a_file_left_half_written_is_written_again(editor, worked, media_root):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    for name in media_of(photo):
        (media_root / name).write_bytes(b"half")
    # Not noted yet when the process was killed.
    Photo.objects.update(recipe="", rendition_list="[]")
    worked()
    photo.refresh_from_db()
    assert b"half" not in {(media_root / name).read_bytes() for name in media_of(photo)}


def test_a_photo_somebody_is_at_work_on_is_left_alone_until_the_lease_is_over(editor, worked):
    added(editor)
    Photo.objects.update(render_after=clock.now() + timedelta(minutes=5))
    assert not worked()
    Photo.objects.update(render_after=clock.now() - timedelta(seconds=1))
    assert worked()


@pytest.mark.django_db(transaction=True)
def test_several_workers_do_not_disturb_each_other(admin_client, media_root):
    for number in range(4):
        admin_client.post(ADD, {**WORDS, "title": f"Leopard {number}", "file": file_of(plate())})

    def worker(_):
        try:
            return sum(iter(renditions.step, False))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        done = list(workers.map(worker, range(2)))
    photos = Photo.objects.all()
    assert {photo.recipe for photo in photos} == {renditions.RECIPE}
    assert files_in(media_root) == set().union(*map(media_of, photos))
    assert sum(done) == 4, "a photo was made twice"


def test_a_photo_that_cannot_be_read_is_tried_five_times_and_does_not_hold_up_the_next(editor, worked):
    lost = added(editor, title="Lost")
    storages["originals"].delete(lost.file.name)
    for _ in range(RENDER_TRIES):
        assert worked()
        assert not worked()
        Photo.objects.update(render_after=clock.now() - timedelta(seconds=1))
    assert not worked()
    added(editor, title="Sound")
    assert worked()
    assert "Sizes failed: FileNotFoundError" in editor.get("/admin/photos/photo/").text
    editor.send("/admin/photos/photo/", {"action": "make_again", "_selected_action": [lost.pk]})
    lost.refresh_from_db()
    assert lost.render_tries == 0


def test_two_photos_of_the_same_picture_share_no_file(editor, media_root):
    first, second = added(editor), added(editor)
    editor.send(f"/admin/photos/photo/{first.pk}/delete/", {"post": "yes"})
    assert files_in(media_root) == media_of(second)
    assert storages["originals"].exists(second.file.name)
    assert not storages["originals"].exists(first.file.name)


# Where it is used


@pytest.fixture
def item():
    return NewsItem.objects.create(page=verbs.start_page("news"), slug="cubs", headline="Cubs seen", dated="2026-03-01")


def test_a_photo_in_use_is_not_deleted_and_the_page_says_where_it_is(editor, item):
    photo = added(editor)
    item.photos.create(photo=photo)
    form = editor.get(f"/admin/photos/photo/{photo.pk}/change/").text
    assert "Cubs seen" in form
    response = editor.send(f"/admin/photos/photo/{photo.pk}/delete/", {"post": "yes"})
    assert "is in use" in response.text
    assert "Cubs seen" in response.text
    many = {"action": "delete_selected", "_selected_action": [photo.pk], "post": "yes"}
    assert "Cubs seen" in editor.send("/admin/photos/photo/", many).text
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_photos_deleted_together_take_their_files_along(editor, media_root, worked):
    chosen = [added(editor).pk, added(editor).pk]
    worked()
    editor.send("/admin/photos/photo/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert not Photo.objects.exists()
    assert not files_in(media_root)


# On pages


def test_a_picture_needs_one_query_and_no_file(editor, worked, media_root, django_assert_num_queries):
    photos = [added(editor, title=f"Leopard {number}") for number in range(3)]
    worked()
    shutil.rmtree(media_root)
    with django_assert_num_queries(1):
        found = pictures([use_of(photo) for photo in photos])
        html = [render_to_string("components/picture.html", {"picture": one}) for one in found.values()]
    assert len(html) == 3
    with django_assert_num_queries(0):
        assert pictures([]) == {}


def test_a_picture_is_offered_in_every_format_and_size(editor, worked):
    photo = added(editor, file=file_of(plate(1000, 600)))
    worked()
    picture = pictures([use_of(photo, caption="Here", number=3)])[photo.uid]
    assert [mime for mime, _ in picture.formats] == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in picture.srcset.split(", ")] == ["320w", "640w", "960w", "1000w"]
    assert "-960.jpg" in picture.src
    assert picture.large == picture.social
    assert (picture.caption, picture.licence_url) == ("Here", "https://creativecommons.org/licenses/by/4.0/")
    html = render_to_string("components/picture.html", {"picture": picture, "sizes": "50vw", "eager": True})
    for words in ('sizes="50vw"', 'width="1000" height="600"', 'fetchpriority="high"', 'alt="A spotted cat walks'):
        assert words in html
    assert 'loading="lazy"' in render_to_string("components/picture.html", {"picture": picture})


def test_own_words_of_a_use_go_before_those_of_the_photo(editor):
    photo = added(editor, is_decorative="on")
    assert use_of(photo).decorative
    use = use_of(photo, alt="The leopard of this story.")
    assert (use.alt, use.decorative, use.caption) == ("The leopard of this story.", False, WORDS["caption"])


def test_a_withdrawn_photo_is_on_no_page(editor):
    photo = added(editor)
    use = use_of(photo)
    Photo.objects.update(withdrawn_at=clock.now())
    photo.refresh_from_db()
    assert pictures([use]) == {}
    assert problems_of(photo) == ["It was withdrawn. Choose another."]


def test_a_photo_says_what_it_lacks():
    photo = Photo(title="Bare", file=ContentFile(b"", "x.jpg"))
    assert [problem.split()[1] for problem in problems_of(photo)] == ["photographer", "licence", "alt", "is"]
    for name in ("credit", "licence", "alt_text"):
        setattr(photo, name, WORDS[name])
    assert problems_of(photo)[0] == "It is not marked ready for pages."


# Their addresses


def test_files_are_served_for_ever_and_can_do_nothing(client, editor, worked):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    types = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
    # What is under embargo is found once for each state of the content.
    client.get(photo.renditions()[0].url)
    for file in photo.renditions():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(file.url)
        assert len(b"".join(response.streaming_content)) == file.size
        assert response["Content-Type"] == types[file.format]
        assert response["Cache-Control"] == "public, max-age=31536000, s-maxage=86400, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert not response.cookies
        assert len(queries) == 1
        assert "Cookie" not in response.get("Vary", "")


def test_what_was_sent_with_a_page_or_a_letter_shows_when_the_files_were_made_anew(client, editor, worked):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    before = {file.url: file for file in photo.renditions()}
    photo.credit = "Willem Example"
    photo.forget_renditions()
    photo.save()
    for address in before:
        assert client.get(address).status_code == 200, "until the new files are there"
    worked()
    photo.refresh_from_db()
    sizes = {file.url: (file.format, file.width, file.crop) for file in photo.renditions()}
    for address, file in before.items():
        response = client.get(address)
        assert response["Cache-Control"] == "no-cache"
        kind, width, crop = sizes[response["Location"]]
        assert (kind, crop) == (file.format, "")
        assert file.crop or width == file.width
        assert client.get(response["Location"]).status_code == 200


def test_a_file_that_storage_lost_leads_nowhere(client, editor, worked, media_root):
    photo = added(editor)
    worked()
    photo.refresh_from_db()
    file = photo.renditions()[0]
    (media_root / file.name).unlink()
    assert client.get(file.url).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "p/0123456789ab/0123456789abcdef-320.jpg",
        "p/0123456789ab/0123456789abcdef-320.svg",
        "p/0123456789ab/0123456789abcdef-320.jpg%0a",
        "p/../p/secret.jpg",
        "../site.sqlite3",
        "..%2fsite.sqlite3",
        "p/ab/",
        "%00",
        "secret.txt",
    ],
)
def test_other_names_are_not_found(client, media_root, name):
    (media_root / "secret.txt").write_text("secret")
    response = client.get(f"/media/{name}")
    assert response.status_code == 404
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_original_has_no_address(client, editor):
    photo = added(editor)
    assert client.get(f"/media/{photo.file.name}").status_code == 404
