"""What a reader may conclude from the numbers of a profile, and takes away of them."""

import csv
import io
import json
import re

import pytest

from publishing import restore, verbs
from tests.content import make_source, make_species
from wcs_species import models as m

PARK = "Land of the Leopard National Park"


def add_counts(species, *counts, method="camera traps", area=PARK, source=None):
    """A series of counts, each with year, low, and whatever else differs."""
    series = m.Series.objects.create(species=species, counted="adults", area=area, method=method)
    source = source or make_source()
    for position, given in enumerate(counts):
        m.Count.objects.create(species=species, series=series, position=position, source=source, **given)
    return series


@pytest.fixture
def leopard(db):
    species = make_species()
    species.series.all().delete()
    return species


def page(client, species):
    verbs.publish(species, by=None)
    return client.get(species.get_absolute_url()).content.decode()


def notes(html):
    """What is said of each count, by its year."""
    rows = re.findall(r'<th scope="row">(\d{4})</th>.*?counts-note">(.*?)</td>', html, re.DOTALL)
    return {int(year): re.sub(r"<[^>]+>", "", text).strip() for year, text in rows}


def drawn(html):
    return {name: len(re.findall(f'class="chart-{name}"', html)) for name in ("line", "range")}


def test_a_line_and_a_rise_join_only_what_the_source_compares(client, leopard):
    add_counts(
        leopard,
        {"year": 2017, "low": 86},
        {"year": 2018, "low": 91, "comparable": "yes"},
        {"year": 2023, "low": 125},
        {"year": 2024, "low": 129, "comparable": "yes"},
    )
    html = page(client, leopard)
    assert notes(html) == {
        2017: "",
        2018: "A rise from 86 in 2017.",
        2023: "Not known to be comparable with 2018: not called a rise or a fall.",
        2024: "A rise from 125 in 2023.",
    }
    assert drawn(html) == {"line": 2, "range": 0}


def test_counts_whose_method_nobody_told_are_never_joined(client, leopard):
    add_counts(leopard, {"year": 2010, "low": 50}, {"year": 2012, "low": 40, "comparable": "yes"}, method="")
    html = page(client, leopard)
    assert "not called a rise or a fall" in notes(html)[2012]
    assert drawn(html)["line"] == 0


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"low": 30}, {"low": 20}, "A fall from 30 in 2001."),
        ({"low": 30}, {"low": 30}, "The same number as in 2001."),
        (
            {"qualifier": "between", "low": 20, "high": 21},
            {"qualifier": "between", "low": 14, "high": 20},
            "No clear change from 20–21 in 2001.",
        ),
        ({"low": 30}, {"qualifier": "at least", "low": 57}, "Comparable with 30 in 2001."),
        ({"qualifier": "fewer than", "high": 250}, {"low": 30}, "Comparable with 250 in 2001."),
    ],
)
def test_a_change_is_said_only_where_it_is_certain(client, leopard, before, after, said):
    add_counts(leopard, {"year": 2001, **before}, {"year": 2003, "comparable": "yes", **after})
    assert notes(page(client, leopard))[2003] == said


def test_one_year_makes_no_chart_and_ranges_are_bars(client, leopard):
    add_counts(leopard, {"year": 2015, "low": 57})
    assert '<svg class="chart"' not in page(client, leopard)
    add_counts(
        leopard,
        {"year": 2000, "qualifier": "between", "low": 13, "high": 16},
        {"year": 2003, "qualifier": "between", "low": 20, "high": 21, "comparable": "yes"},
        method="snow tracks",
    )
    html = page(client, leopard)
    assert html.count('<svg class="chart"') == 1
    assert drawn(html) == {"line": 1, "range": 2}


def test_undated_counts_are_on_no_chart_and_told_beneath_with_how_many(client, leopard):
    series = add_counts(leopard, {"year": 2018, "low": 91}, {"low": 84, "note": "With 19 cubs."})
    html = page(client, leopard)
    told = html[html.index('class="undated') :]
    assert "<p>One undated count is not drawn:</p>" in told
    assert re.search(r"84 adults, Land of the Leopard National Park, by camera traps<a [^>]*>.*With 19 cubs", told)
    assert list(notes(html)) == [2018]
    add_counts(leopard, {"qualifier": "about", "low": 30}, method="")
    html = page(client, leopard)
    assert "<p>Two undated counts are not drawn:</p>" in html
    assert f"about 30 adults, {PARK}<a" in html
    # A table for the one series whose years are known; all counts in the file.
    assert html.count('<table class="counts') == 1
    rows = list(csv.DictReader(io.StringIO(client.get("/species/amur-leopard/counts.csv").content.decode("utf-8-sig"))))
    assert [(row["year"], row["low"]) for row in rows] == [("2018", "91"), ("", "84"), ("", "30")]
    series.counts.filter(year=None).update(is_headline=True)
    with pytest.raises(verbs.NotReady, match="The headline number “84 in a year not given” has no year"):
        verbs.publish(leopard, by=None)


def test_an_undated_count_comes_back_by_a_restore(leopard, editor):
    series = add_counts(leopard, {"low": 84, "note": "With 19 cubs."})
    verbs.publish(leopard, by=None)
    series.delete()
    assert restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version) == []
    count = leopard.counts.get(year=None)
    assert (count.low, count.note, count.series.area) == (84, "With 19 cubs.", PARK)


def test_higher_numbers_stand_higher_above_zero(client, leopard):
    add_counts(leopard, {"year": 2000, "low": 50}, {"year": 2010, "low": 100})
    html = page(client, leopard)
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+%" cy="([\d.]+)"', html)]
    ground = float(re.search(r'chart-ground" x1="0" y1="([\d.]+)"', html)[1])
    assert (ground - heights[1]) == pytest.approx(2 * (ground - heights[0]))


def test_the_counts_are_taken_away_as_a_table_that_runs_nothing(client, leopard):
    source = make_source(title="=cmd()", author="", url="https://example.org/count")
    add_counts(leopard, {"year": 2018, "low": 84, "note": "=1+1"}, source=source)
    page(client, leopard)
    answer = client.get("/species/amur-leopard/counts.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["counted"], row["area"], row["year"], row["low"]) == ("adults", PARK, "2018", "84")
    assert row["source address"] == "https://example.org/count"
    assert row["note"] == "'=1+1"
    assert client.get("/species/no-such-animal/counts.csv").status_code == 404


def test_the_status_through_the_years_is_a_band(client, leopard):
    source = make_source()
    m.Assessment.objects.create(species=leopard, category="EN", published=1996, source=source)
    html = page(client, leopard)
    bands = re.findall(r'<rect class="mark-(\w+)" x="([\d.]+)%" y="0" width="([\d.]+)%"', html)
    assert [category for category, *_ in bands] == ["EN", "CR"]
    assert sum(float(width) for *_, width in bands) == pytest.approx(100, abs=0.1)


def test_a_listing_says_from_when_it_is_in_force_before_and_after_that_day(client, leopard):
    listing = m.Listing.objects.create(
        species=leopard, appendix="I", adopted="2025-11-28", in_force="2099-03-05", source=make_source()
    )
    for in_force, said in (("2099-03-05", "in force from 5 March 2099"), ("2026-03-05", "in force from 5 March 2026")):
        m.Listing.objects.filter(pk=listing.pk).update(in_force=in_force)
        verbs.publish(leopard, by=None)
        html = client.get("/species/amur-leopard/").content.decode()
        assert html.count(said) == 2
        assert "adopted 28 November 2025" in html
        assert said in client.get("/species/compare/?species=amur-leopard").content.decode()
    m.Listing.objects.filter(pk=listing.pk).update(in_force="")
    verbs.publish(leopard, by=None)
    assert "in force" not in client.get("/species/amur-leopard/").content.decode()


def test_a_page_is_cited_by_edition_in_every_form(client, leopard):
    html = page(client, leopard)
    address = "http://testserver/species/amur-leopard/editions/1/"
    assert address in html
    base = "/species/amur-leopard/editions/1/cite"
    bibtex = client.get(f"{base}.bib").content.decode()
    assert bibtex.startswith("@misc{amur-leopard-1,")
    assert f"url = {{{address}}}" in bibtex
    ris = client.get(f"{base}.ris").content.decode().split("\r\n")
    assert ris[0] == "TY  - ELEC"
    assert f"UR  - {address}" in ris
    [item] = json.loads(client.get(f"{base}.json").content)
    assert (item["URL"], item["edition"], item["title"]) == (address, "1", "Amur leopard")
    assert client.get(f"{base}.doc").status_code == 404
    assert client.get("/species/amur-leopard/editions/9/cite.bib").status_code == 404


def test_one_number_has_an_address_of_its_own_for_ever(client, leopard):
    add_counts(leopard, {"year": 2018, "low": 84})
    html = page(client, leopard)
    anchor = re.search(r'href="/species/amur-leopard/editions/1/#(s-\w+)">84 adults, 2018', html)[1]
    m.Count.objects.all().delete()
    verbs.publish(leopard, by=None)
    old = client.get("/species/amur-leopard/editions/1/").content.decode()
    assert f'<tr id="{anchor}">' in old


def test_every_statement_of_a_page_has_an_address_that_stays(client, leopard):
    html = page(client, leopard)
    cite = html.split('<section id="cite"')[1]
    assert "(Edition 1)" in cite
    anchors = re.findall(r'href="/species/amur-leopard/editions/1/#(s-\w+)"', cite)
    # A status, a size, a fast fact, a country, a threat and an action: each is there, and once.
    assert len(anchors) == 6
    assert all(html.count(f'id="{anchor}"') == 1 for anchor in anchors)


def test_two_animals_stand_side_by_side(client, leopard):
    page(client, leopard)
    other = make_species(common_name="Jaguar", scientific_name="Panthera onca", slug="jaguar")
    verbs.publish(other, by=None)
    draft = make_species(common_name="Secret cat", scientific_name="Felis secreta", slug="secret-cat")
    asked = "/species/compare/?species=jaguar&species=amur-leopard&species=secret-cat&species=%00&species=jaguar"
    html = client.get(asked).content.decode()
    heads = re.findall(r'<a href="/species/([a-z-]+)/">', html.split("<thead>")[1].split("</thead>")[0])
    assert heads == ["jaguar", "amur-leopard"]
    assert draft.common_name not in html
    assert client.get("/species/compare/").status_code == 200


def test_the_table_of_threats_and_its_file_say_the_same(client, leopard):
    m.Threat.objects.create(species=leopard, title="Mining", code="3.2", source=make_source())
    page(client, leopard)
    html = client.get("/species/threats/").content.decode()
    assert re.search(r"<span>Mining</span>", html)
    text = client.get("/species/threats.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["3 Energy production & mining"] == "Mining"
    shown = re.findall(r"<td[^>]*>(?:<span>(.*?)</span>)?</td>", html.split("<tbody>")[1])
    assert [cell for cell in list(row.values())[2:] if cell] == [cell for cell in shown if cell]


@pytest.mark.parametrize("path", ["/species/compare/?species=amur-leopard", "/species/threats/"])
def test_pages_across_species_cost_few_queries(client, leopard, django_assert_max_num_queries, path):
    page(client, leopard)
    client.get(path)
    with django_assert_max_num_queries(6):
        assert client.get(f"{path}{'&' if '?' in path else '?'}again=1").status_code == 200


def test_a_listing_that_was_agreed_is_told_true_before_and_after_it_is_in_force(client, leopard):
    m.Listing.objects.create(species=leopard, appendix="I", adopted="2025-11-28", in_force="2026-03-05",
                             source=make_source())  # fmt: skip
    html = page(client, leopard)
    assert "in force from 5 March 2026" in html
    home = client.get("/").content.decode()
    assert "CITES Appendix I agreed, in force from 5 March 2026" in home
    assert "28 November 2025" in home
