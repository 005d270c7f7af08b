"""Values in words, and in both systems of units."""

from decimal import Decimal

import pytest

from wcs_species import wording


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "said"),
    [
        ("exactly", 129, 129, "129"),
        ("between", 14, 20, "14–20"),
        ("about", 450, 450, "about 450"),
        ("at least", 50, None, "at least 50"),
        ("fewer than", None, 4500, "fewer than 4,500"),
        ("fewer than", 4500, None, "fewer than 4,500"),
        ("between", 2710, 3386, "2,710–3,386"),
        ("exactly", 0, None, "0"),
        # A range whose ends are one number is that number; one end is enough for “at least”.
        ("between", 20, 20, "20"),
        ("about", 1200, 1400, "about 1,200–1,400"),
        ("at least", 50, 60, "at least 50"),
        ("at least", 1000000, None, "at least 1,000,000"),
        ("exactly", 135690, 135690, "135,690"),
    ],
)
def test_a_count_is_worded_right(qualifier, low, high, said):
    assert wording.count(qualifier, low, high) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "metric", "imperial"),
    [
        # What the page of 2012 printed, in metric with the figures it had.
        ("110", "120", "lb", "49.9–54.4 kg", "110–120 lb"),
        ("5", "5", "ft", "1.5 m", "5 ft"),
        ("1", "3", "in", "2.5–7.6 cm", "1–3 in"),
        (None, "155", "sq mi", "up to 401 km²", "up to 155 sq mi"),
        ("15", "38", "sq mi", "39–98 km²", "15–38 sq mi"),
        ("200", "350", "kg", "200–350 kg", "441–772 lb"),
        ("27.5", None, "kg", "27.5 kg", "60.6 lb"),
        ("1.5", "1.5", "m", "1.5 m", "4.9 ft"),
        # Both ends of a range are rounded alike.
        ("27", "55", "kg", "27–55 kg", "60–121 lb"),
        ("75", "130", "cm", "75–130 cm", "29.5–51.2 in"),
        ("2", "4", "t", "2–4 t", "4,400–8,800 lb"),
        ("3", "3", "ft", "0.9 m", "3 ft"),
        (None, "90", "kg", "up to 90 kg", "up to 200 lb"),
        ("1234.5", None, "kg", "1,234.5 kg", "2,721.6 lb"),
        ("12000", "15000", "ha", "12,000–15,000 ha", "46.3–57.9 sq mi"),
        # Ends that are one number when they are rounded are said once.
        ("1.00", "1.01", "m", "1–1.01 m", "3.3 ft"),
    ],
)
def test_a_measurement_stands_in_both_systems_with_the_figures_of_its_source(low, high, unit, metric, imperial):
    values = [Decimal(value) if value is not None else None for value in (low, high)]
    assert wording.metric(*values, unit) == metric
    assert wording.imperial(*values, unit) == imperial


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (1997, None, "since 1997"),
        (2006, 2008, "2006–2008"),
        (2025, 2025, "in 2025"),
        (None, 2012, "until 2012"),
        (None, None, ""),
    ],
)
def test_a_period_is_worded_right(since, until, said):
    assert wording.period(since, until) == said


@pytest.mark.parametrize(
    ("kind", "low", "high", "said"),
    [
        ("shoulder height", 0.2, 0.2, "Its shoulder stays below the person’s knee."),
        ("shoulder height", 0.6, 0.62, "Its shoulder comes up to the person’s knee."),
        ("shoulder height", 1, 1.8, "Its shoulder comes up to the person’s hip; the tallest is as high as the person."),
        ("shoulder height", 3.3, 3.3, "Its shoulder is 1.9 times as high as the person."),
        ("standing height", 1.75, 1.75, "Standing it is as high as the person."),
        ("head-body", 2.5, 2.5, "Head and body are 1.4 times as long as the person is tall."),
        ("shell length", 0.5, 0.87, "Its shell is 0.3–0.5 times as long as the person is tall."),
    ],
)  # fmt: skip
def test_a_size_is_told_beside_a_person(kind, low, high, said):
    assert wording.beside_a_person(kind, low, high) == said
