"""Every pair of colours that meet on a page, computed from the tokens: AA at least, AAA for what is read at length."""

import math
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
PLAIN, PURE = TOKENS.split("@supports (color: light-dark", 1)
LIGHT, DARK = PLAIN.split("@media (prefers-color-scheme: dark)", 1)
ACCENTS = ("ochre", "rust", "umber", "moss", "teal", "slate")
AA, AAA, CONTROL = 4.5, 7, 3


def colours(css):
    """The colours of the page and, under their name, those of the accents, as they are written."""
    root = css[css.index(":root") :].split("}", 1)[0]
    found = dict(re.findall(r"--(paper|tint|rule|edge|quiet|ink|accent): ([^;]+);", root))
    return found | dict(re.findall(r"\.accent-(\w+) \{ --accent: ([^;]+); \}", css))


def side(css, number):
    """Of each `light-dark(…, …)` the one colour."""
    return {
        name: re.findall(r"oklch\([^)]+\)", value)[number]
        for name, value in colours(css.split("@media (prefers-contrast")[0]).items()
    }


def linear(colour):
    """Red, green and blue, linear in light, of `#rgb`, `#rrggbb` or `oklch(l% c h)` (CSS Color 4, clipped to sRGB)."""
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    light, chroma, hue = (float(part.rstrip("%")) for part in colour[6:-1].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light / 100 - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return [min(max(channel, 0), 1) for channel in channels]


def contrast(one, other):
    """The ratio of WCAG 2."""
    lighter, darker = sorted(
        (0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(linear, (one, other))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


PALETTES = {
    "light": colours(LIGHT),
    "dark": colours(DARK),
    "light, pure": side(PURE, 0),
    "dark, pure": side(PURE, 1),
}


def test_the_measure_itself_is_right():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert contrast("oklch(100% 0 0)", "oklch(0% 0 0)") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_can_be_read_on_paper_and_tint(palette):
    assert set(ACCENTS) < set(palette)
    wanted = {"ink": AAA, "quiet": AA, "accent": AA, "edge": CONTROL} | dict.fromkeys(ACCENTS, AA)
    poor = {
        (name, ground): round(ratio, 2)
        for (name, least), ground in product(wanted.items(), ("paper", "tint"))
        if (ratio := contrast(palette[name], palette[ground])) < least
    }
    assert poor == {}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_buttons_can_be_read_and_so_can_those_pointed_at(palette):
    for ground in ("ink", *ACCENTS):
        assert contrast(palette["paper"], palette[ground]) >= AA, ground


def test_the_letters_of_a_mark_can_be_read_on_it():
    marks = re.findall(r"\.mark-(\w+) \{ --mark: (#\w+); --on-mark: (#\w+);", TOKENS)
    assert len(marks) == 8
    poor = {name: contrast(ground, letters) for name, ground, letters in marks if contrast(ground, letters) < AA}
    assert poor == {}
