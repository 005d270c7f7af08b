"""How large an animal is: drawn beside a person and by sex, said in words, in the units that a reader chose."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from publishing import verbs
from tests.content import make_source, make_species
from wcs_species import models as m

PATH = "/species/amur-leopard/"


def measure(species, *sizes):
    """Measurements of kind, sex, low, high and unit."""
    species.measurements.all().delete()
    source = make_source()
    for position, (kind, sex, low, high, unit) in enumerate(sizes):
        m.Measurement.objects.create(
            species=species, kind=kind, sex=sex, low=low, high=high, unit=unit, position=position, source=source
        )


def page_of(client, species) -> str:
    verbs.publish(species, by=None)
    return client.get(PATH).content.decode()


def numbers(html: str, pattern: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, each)) for each in re.findall(pattern, html)]


def boxes(html: str) -> dict[str, tuple[float, float]]:
    """Width and height of what was measured least and most."""
    found = re.findall(r'<rect class="beside-(\w+)"[^>]* width="([\d.]+)" height="([\d.]+)"', html)
    return {name: (float(width), float(height)) for name, width, height in found}


def person(html: str) -> float:
    return float(re.search(r'<svg class="beside-person"[^>]* height="([\d.]+)"', html)[1])


def bars(html: str) -> list[tuple[float, float]]:
    return numbers(html, r'<rect x="([\d.]+)%" y="2" width="([\d.]+)%"')


@pytest.fixture
def leopard(db):
    return make_species()


def test_the_animal_and_the_person_are_of_one_scale(client, leopard):
    measure(leopard, ("shoulder height", "any", "1.75", "3.5", "m"), ("head-body", "any", "350", "700", "cm"))
    html = page_of(client, leopard)
    found, high = boxes(html), person(html)
    assert found["least"] == pytest.approx((2 * high, high), rel=0.01)
    assert found["most"] == pytest.approx((4 * high, 2 * high), rel=0.01)
    # Nothing is wider than the narrowest phone.
    assert float(re.search(r'beside-drawing" width="([\d.]+)"', html)[1]) <= 288
    words = re.sub(r"<[^>]+>", "", re.search(r"<figcaption>(.*?)</figcaption>", html)[1])
    assert "Its shoulder is as high as the person; the tallest is 2.0 times as high as the person." in words
    assert "Head and body are 2.0–4.0 times as long as the person is tall." in words


def test_one_number_is_one_box_and_one_direction_is_a_bar(client, leopard):
    measure(leopard, ("shell length", "female", "87", "87", "cm"))
    html = page_of(client, leopard)
    assert list(boxes(html)) == ["least"]
    width, height = boxes(html)["least"]
    assert width == pytest.approx(person(html) * 0.87 / 1.75, rel=0.02)
    assert height == 12


def test_without_a_height_or_a_length_there_is_no_figure(client, leopard):
    assert 'class="beside' not in page_of(client, leopard)


def test_males_and_females_stand_on_one_scale(client, leopard):
    measure(leopard, ("weight", "male", "50", "100", "kg"), ("weight", "female", None, "110.231", "lb"))
    assert bars(page_of(client, leopard)) == [(50, 50), pytest.approx((0, 50), abs=0.01)]


def test_one_sex_alone_has_nothing_to_stand_beside(client, leopard):
    measure(leopard, ("weight", "male", "50", "100", "kg"), ("tail", "any", "30", "40", "cm"))
    assert bars(page_of(client, leopard)) == []


def test_the_table_has_every_number_in_both_systems_and_as_printed(client, leopard):
    measure(leopard, ("weight", "male", "110", "120", "lb"))
    leopard.measurements.update(as_printed="between 110 and 120 pounds")
    html = page_of(client, leopard)
    row = re.search(r'<tr id="s-\w+">(.*?)</tr>', html.split('<table class="sizes')[1], re.DOTALL)[1]
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    for said in ("Weight males 49.9–54.4 kg 110–120 lb", "“between 110 and 120 pounds”"):
        assert said in words
    assert leopard.measurements.get().low == Decimal(110)


def publish_without_photos(species):
    """Their files were never made."""
    species.photos.all().delete()
    verbs.publish(species, by=None)


def test_a_reader_chooses_the_units_once_for_all_pages(page, live_server, transactional_db):
    publish_without_photos(make_species())
    page.goto(f"{live_server.url}{PATH}")
    row = page.locator(".sizes tbody tr").first
    expect(row).to_contain_text("32–48 kg")
    expect(row).to_contain_text("71–106 lb")
    page.get_by_role("radio", name="Imperial").check()
    expect(row.locator(".in-metric")).to_be_hidden()
    expect(page.locator(".label .in-metric")).to_be_hidden()
    page.goto(f"{live_server.url}/species/compare/?species=amur-leopard")
    expect(page.get_by_role("radio", name="Imperial")).to_be_checked()
    expect(page.locator("td .in-metric")).to_be_hidden()
    expect(page.locator("td .in-imperial")).to_be_visible()
    assert page.context.cookies() == []
    page.get_by_role("radio", name="Both").check()
    expect(page.locator("td .in-metric")).to_be_visible()


def test_each_point_of_a_chart_is_read_by_the_arrow_keys(page, live_server, transactional_db):
    leopard = make_species()
    given = {"species": leopard, "series": leopard.series.get(), "source": make_source()}
    m.Count.objects.create(year=2019, low=91, comparable="yes", position=2, **given)
    m.Count.objects.create(year=2020, qualifier="at least", low=95, position=3, **given)
    publish_without_photos(leopard)
    page.goto(f"{live_server.url}{PATH}")
    chart = page.get_by_role("group", name="Chart of the counts below")
    points = chart.get_by_role("img")
    expect(points).to_have_count(3)
    points.first.focus()
    page.keyboard.press("ArrowRight")
    expect(points.nth(1)).to_be_focused()
    expect(points.nth(1)).to_have_accessible_name("2019: 91. A rise from 84 in 2018.")
    expect(page.locator(".chart-told")).to_have_text("2019: 91. A rise from 84 in 2018.")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(points.nth(2)).to_be_focused()
    expect(chart.locator(".chart-arrow")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".chart-told")).to_be_empty()
