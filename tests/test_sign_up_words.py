"""What stands beside the form: who writes, how often, the last issue, a word for children."""

import pytest

from newsletter.wording import CURRENT, WORDS
from publishing import state
from tests.letters import begin, make_issue
from website.models import SiteSettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]


def test_the_form_says_who_writes_and_how_often_as_the_site_settings_do(client):
    begin(make_issue(subject="Tracks in the snow"))
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="/donate/", newsletter_rhythm="four times a year")
    state.changed()
    for path in ("/newsletter/", "/search/"):
        page = client.get(path).content.decode()
        assert "Cats &amp; Co writes it, four times a year." in page
        assert '<a href="/newsletter/issues/1/">Tracks in the snow</a>' in page
        assert "Are you under sixteen?" in page
        assert WORDS[CURRENT] in page
