"""From a threat to what answers it and what came of that: on the profile, for staff, and over all animals."""

import csv
import io
import re
from html import unescape

import pytest

from publishing import verbs
from tests.content import make_source, make_species, make_user
from wcs_species import models as m
from wcs_species.models import Threat

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def leopard():
    """Fire is answered by fire crews; nothing answers mining."""
    species = make_species()
    species.actions.update(since=1997, place="Primorye", partners="the Phoenix Fund", code="2.3", result="Fewer fires.")
    m.Threat.objects.create(species=species, title="Mining", code="3.2", position=1, source=make_source())
    return species


def section(client, species) -> str:
    verbs.publish(species, by=None)
    html = client.get(species.get_absolute_url()).content.decode()
    return html.split('<section id="threats"')[1].split("</section>")[0]


def test_a_threat_its_answer_and_what_came_of_it_are_read_as_one(client, leopard):
    pair = section(client, leopard).split('<div class="pairs whole">')[1].split("<h3 class")[0]
    assert words(pair).replace(" 1 ", " ") == (
        "Fire Source Ongoing Grass is burnt each spring. Fire crews Source since 1997 Primorye with the Phoenix Fund "
        "Habitat and natural process restoration With local government. What came of it Fewer fires."
    )


def test_what_nothing_answers_is_said_to_be_so(client, leopard):
    html = section(client, leopard)
    after = words(html.split("Not answered yet")[1])
    assert after.startswith("No action on this page answers this threat. Mining")
    leopard.actions.get().answers.add(leopard.threats.get(title="Mining"))
    assert "Not answered yet" not in section(client, leopard)


def test_a_silence_about_the_result_is_no_result(client, leopard):
    leopard.actions.update(result="")
    assert "What came of it is not told yet." in words(section(client, leopard))


def test_staff_find_the_threats_that_nothing_answers(client, leopard):
    m.Threat.objects.create(species=leopard, title="Bounties", timing="past, unlikely to return", source=make_source())
    m.Threat.objects.create(species=leopard, title="Hearsay", unverified=True)
    client.force_login(make_user())
    desk = client.get("/admin/").content.decode()
    assert "1 threat that no action answers" in words(desk)
    html = client.get("/admin/unanswered/").content.decode()
    assert "Mining" in html
    row = list(leopard.threats.values_list("title", flat=True)).index("Mining")
    assert f'/admin/wcs_species/species/{leopard.pk}/change/#threats-{row}">Mining</a>' in html
    for title in ("Fire", "Bounties", "Hearsay"):
        assert f"<li>{title}" not in html
    leopard.actions.get().answers.add(leopard.threats.get(title="Mining"))
    assert not Threat.objects.unanswered().exists()
    assert "no action answers" not in words(client.get("/admin/").content.decode())


def test_only_who_edits_species_sees_them(client, leopard):
    client.force_login(make_user(is_superuser=False))
    assert client.get("/admin/unanswered/").status_code == 403


def test_the_matrix_of_all_animals_is_the_same_on_the_page_and_in_its_file(client, leopard):
    m.Threat.objects.create(species=leopard, title="Gas; “wells”", code="3.1", position=2, source=make_source())
    verbs.publish(leopard, by=None)
    jaguar = make_species(common_name="Jaguar", scientific_name="Panthera onca", slug="jaguar")
    jaguar.threats.update(code="7.1.1")
    verbs.publish(jaguar, by=None)
    table = client.get("/species/threats/").content.decode().split("<table>")[1]
    heads = [words(each) for each in re.findall(r"<th scope=\"col\">(.*?)</th>", table)]
    rows = []
    for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        name = words(re.search(r"<th scope=\"row\">(.*?)</th>", row, re.DOTALL)[1])
        rows.append(
            [name, *("; ".join(words(each) for each in re.findall(r"<span>(.*?)</span>", cell)) for cell in cells)]
        )
    file = csv.reader(io.StringIO(client.get("/species/threats.csv").content.decode("utf-8-sig")))
    head, *lines = list(file)
    assert [each.split(" ", 1)[1] for each in head[2:]] == heads
    assert [[line[0], *line[2:]] for line in lines] == rows
    assert len(rows) == 2
