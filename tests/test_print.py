"""What comes out of a printer."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.demo import MEDIA, load_demo

LEOPARD = "/species/amur-leopard/"
FORMATS = ["A4", "Letter"]
# What a paper has no use for: to be pressed, filled in or followed.
FOR_SCREENS = ["Donate", "Sign up", "Stay in touch", "Skip to", "Search", "Copy the", "Report an error"]


@pytest.fixture(autouse=True)
def site(transactional_db, settings):
    settings.MEDIA_ROOT = MEDIA
    load_demo()


def sheets_of(page, paper):
    return PdfReader(io.BytesIO(page.pdf(format=paper))).pages


def printed(page, path, paper):
    """The words of each sheet."""
    page.goto(path)
    page.wait_for_load_state("load")
    return [" ".join(sheet.extract_text().split()) for sheet in sheets_of(page, paper)]


@pytest.mark.parametrize("paper", FORMATS)
def test_the_fullest_profile_is_a_fact_sheet_of_two_pages(page, live_server, paper):
    sheets = printed(page, LEOPARD, paper)
    assert len(sheets) == 2
    whole = " ".join(sheets)
    for said in (
        "Critically Endangered",
        "129",
        "Fast facts",
        "Numbers",
        "Measurements",
        "Status and law",
        "Habitat and range",
        "Threats and what we do",
        "Sources",
    ):
        assert said in whole, said
    # Every source, down to the last.
    last = max(map(int, re.findall(r'id="source-(\d+)"', page.content())))
    text = page.locator(f"#source-{last} a").inner_text()
    assert text[:30] in whole
    for number, sheet in enumerate(sheets, start=1):
        assert f"{LEOPARD}editions/1/" in sheet
        assert "(Edition 1)" in sheet
        assert f"{number} / 2" in sheet


def test_every_profile_of_the_demo_is_of_two_pages_at_most(page):
    page.goto("/species/")
    paths = page.locator(".card-name a").evaluate_all("links => links.map(link => link.pathname)")
    assert paths
    sheets = {}
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("load")
        sheets |= {(path, paper): len(sheets_of(page, paper)) for paper in FORMATS}
    assert {key: count for key, count in sheets.items() if count > 2} == {}


@pytest.mark.parametrize("path", [LEOPARD, "/species/okapi/"], ids=["long", "short"])
def test_the_letters_of_a_fact_sheet_can_be_read(page, path):
    """No text below 8 pt, but for sources and the foot, 7 pt, and the raised numbers that lead to sources."""
    page.goto(path)
    page.emulate_media(media="print")
    small = page.evaluate(
        """() => {
          const found = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            if (!walker.currentNode.data.trim() || !range.getClientRects().length) continue;
            const least = parent.closest(".sources, .cite") ? 7 : parent.closest(".ref") ? 6
              : parent.closest(".mark") ? 7.5 : 8;
            const points = parseFloat(getComputedStyle(parent).fontSize) * 0.75;
            if (points < least - 0.01) found.add(`${points} pt: ${walker.currentNode.data.trim().slice(0, 40)}`);
          }
          return [...found];
        }"""
    )
    assert small == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (LEOPARD, 2),
        ("/newsroom/2012/04/russia-gives-its-leopards-a-park/", 2),
        ("/places/wakhan/", 2),
        ("/saving-wild-places/", 2),
        ("/privacy/", 2),
        (f"{LEOPARD}photos/1/", 1),
    ],
)
def test_menus_forms_and_appeals_stay_on_the_screen(page, path, most):
    sheets = printed(page, path, "A4")
    assert 1 <= len(sheets) <= most
    heading = page.get_by_role("heading", level=1).first.inner_text()
    assert heading.casefold() in sheets[0].casefold()
    for said in FOR_SCREENS:
        assert said not in " ".join(sheets), said
    page.emulate_media(media="print")
    # A live figure is a button, and in print a number as any other.
    assert page.locator(":is(nav, form, button:not(.figure), input, details, dialog):visible").count() == 0


def test_news_and_further_photos_are_left_out_of_a_fact_sheet(page):
    whole = " ".join(printed(page, LEOPARD, "A4"))
    for left_out in ("From the newsroom", "Places where we work", "Cite and share", "not told yet", ".."):
        assert left_out not in whole
    assert "Plate 1." in whole
    assert "Plate 2." not in whole
