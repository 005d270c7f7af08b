"""Red List criteria are taken as they are printed, and a malformed one is refused with the reason."""

import pytest

from wcs_species import criteria

# Printed in annex 2 of the rules, on the Red List, or in the demo.
AS_PRINTED = [
    ("CR", "C2a(ii); D"), ("CR", "A2cd+3cd+4cd; C2a(i)"), ("CR", "A1cd"), ("VU", "A2c+3c"), ("EN", "B1ac(i,ii,iii)"),
    ("EN", "A2c; D"), ("VU", "D1+2"), ("VU", "D2"), ("CR", "A2c+3c; B1ab(iii)"), ("CR", "D"),
    ("EN", "B2ab(i,ii,iii)"), ("VU", "C2a(ii)"), ("EN", "A1c; B1ab(iii); C2a(i)"), ("EN", "B2b(iii)c(ii)"),
    ("EN", "B1ab(i,ii,v)c(iii,iv)+2b(i)c(ii,v)"), ("VU", "B1ab(iii)+2ab(iii)"), ("EN", "E"), ("CR", "C1+2a(i,ii)b"),
    ("EN", "A2abc+3bc+4abc; B1b(iii,iv,v)c(ii,iii,iv)+2b(iii,iv,v)c(ii,iii,iv)"), ("NT", "A2bcde+3bcde+4bcde"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text"), AS_PRINTED)
def test_what_is_printed_is_taken(category, text):
    assert criteria.problem(text, category) == ""


@pytest.mark.parametrize(
    ("category", "text", "reason"),
    [
        ("CR", "C2a(ii), D", "numbers" and "“C2a(ii), D”"),
        ("CR", "C2a(ii);D", "“C2a(ii);D”"),
        ("CR", "F1", "they are A to E"),
        ("CR", "D; C2a(ii)", "letters stand in their order"),
        ("CR", "A2cd; A3cd", "each once"),
        ("CR", "A2dc", "small letters stand in their order"),
        ("CR", "A3ab", "A3 looks ahead"),
        ("CR", "A5c", "numbers from 1 to 4"),
        ("CR", "A2", "numbers from 1 to 4"),
        ("CR", "A3cd+2cd", "numbers from 1 to 4"),
        ("CR", "B1b(iii)", "two of a, b and c"),
        ("CR", "B1ab(vi)", "from i to v"),
        ("CR", "B1ab(iii,ii)", "in their order"),
        ("CR", "B1ab", "1 or 2 with a, b and c"),
        ("CR", "C2", "C2 needs"),
        ("CR", "C2a(iii)", "i and ii"),
        ("CR", "D1", "D stands alone"),
        ("VU", "D", "D1, D2 or D1+2"),
        ("EN", "E1", "E stands alone"),
        ("LC", "A2c", "Vulnerable and Near Threatened only"),
    ],
)
def test_what_is_malformed_is_refused_with_the_reason(category, text, reason):
    assert reason in criteria.problem(text, category)
