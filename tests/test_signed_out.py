"""A sign-in that ended while somebody wrote: what was typed comes back after signing in, and only to its writer."""

import pytest
from django.test import Client

from places.models import Place
from tests.content import make_place, make_user
from tests.forms import change, fields, form_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("ann")


@pytest.fixture
def browser_of_ann(editor):
    """A client that must show tokens, as a browser must."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


@pytest.fixture
def place(editor):
    return make_place()


def test_a_save_after_the_sign_in_ended_goes_on_after_signing_in(browser_of_ann, place):
    client = browser_of_ann
    data = form_of(client, place) | {"summary": "Typed\nmeanwhile.", "_save": "1"}
    client.cookies.pop("sessionid")
    kept = client.post(change(place), data)
    assert "leave it open" in kept.content.decode()
    assert Place.objects.get().summary == "Oak hills between the sea and the border."

    login = fields(client.get("/admin/login/"), "login-form")
    client.post("/admin/login/", login | {"username": "ann", "password": "walk on snow"})
    ready = client.post("/admin/go-on/", fields(kept))
    assert "You are signed in" in ready.content.decode()
    assert Place.objects.get().summary == "Oak hills between the sea and the border."
    looked = client.post(change(place), fields(ready) | {"_put_back": "1"})
    assert "Not saved yet: this is what you typed" in looked.content.decode()
    assert fields(looked, "place_form")["summary"].split() == ["Typed", "meanwhile."]
    assert "Draft saved" in said(client.post(change(place), fields(ready), follow=True))
    assert Place.objects.get().summary.split() == ["Typed", "meanwhile."]


def test_a_token_of_an_older_sign_in_loses_nothing(browser_of_ann, place):
    data = form_of(browser_of_ann, place) | {"summary": "Typed meanwhile.", "_save": "1"}
    ready = browser_of_ann.post(change(place), data | {"csrfmiddlewaretoken": "x" * 64})
    assert Place.objects.get().summary == "Oak hills between the sea and the border."
    assert "Draft saved" in said(browser_of_ann.post(change(place), fields(ready), follow=True))
    assert Place.objects.get().summary == "Typed meanwhile."


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
@pytest.mark.parametrize("address", ["form", "/admin/go-on/"])
def test_nothing_that_another_site_sends_is_shown(browser_of_ann, place, headers, address):
    data = {"summary": "Bait", "go_on_to": change(place)}
    response = browser_of_ann.post(change(place) if address == "form" else address, data, headers=headers)
    assert b"Bait" not in response.content


@pytest.mark.parametrize("to", ["https://elsewhere.example/admin/", "//elsewhere.example", "/newsletter/", ""])
def test_what_was_typed_goes_nowhere_else(browser_of_ann, to):
    response = browser_of_ann.post("/admin/go-on/", {"summary": "Typed", "go_on_to": to})
    assert response.status_code == 302


def test_passwords_are_never_carried(client, editor):
    response = client.post(f"/admin/auth/user/{editor.pk}/password/", {"password1": "hush", "password2": "hush"})
    assert response.status_code == 302
    assert b"hush" not in response.content


def test_a_form_is_told_who_is_signed_in(browser_of_ann, editor):
    answer = browser_of_ann.get("/admin/who/").json()
    assert answer["user"] == str(editor.pk)
    assert answer["token"]
    assert Client().get("/admin/who/").json() == {"user": "", "token": ""}


def test_the_browser_is_told_which_text_is_saved(client, editor, place):
    client.force_login(editor)
    typing = "4c1f9f0e-7b8f-4a59-8d2e-2b1f4c1d9e10"
    data = form_of(client, place) | {"summary": "Typed.", "_save": "1", "typing": typing}
    assert client.post(change(place), data).cookies["saved"].value == typing
    refused = client.post(change(place), data | {"summary": "Again."})
    assert "saved" not in refused.cookies
    assert fields(refused, "place_form")["typing"] == typing
    data = form_of(client, place) | {"typing": "a=b; path=/"}
    assert "saved" not in client.post(change(place), data).cookies
