"""Every pair of colours that meets on a page can be read: WCAG 2.2, 1.4.3 (4.5 to 1) and 1.4.11 (3 to 1)."""

import colorsys
import math
import re
from pathlib import Path

import pytest

from ui import looks

CSS = Path(__file__).resolve().parents[2] / "frontend" / "css"
ACCENTS = re.findall(r'\[data-accent="(\w+)"\]', (CSS / "accents.css").read_text())
GROUNDS = ["canvas", "surface", "raised", "sunken", "well"]
MEANINGS = ["calm", "attention", "danger", "done"]


def declared(css):
    """{name: value} of the custom properties in a piece of CSS."""
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", css))


def tokens(theme, accent="indigo"):
    """Every colour token as (red, green, blue), 0 to 1."""
    css = (CSS / "accents.css").read_text()
    chosen = re.search(rf'\[data-accent="{accent}"\] \{{(.*?)\}}', css, re.DOTALL)[1]
    values = declared((CSS / "tokens.css").read_text()) | declared(chosen)
    found = {}
    for name, value in values.items():
        rgb = resolve(value, values, theme)
        if rgb:
            found[name.removeprefix("color-")] = rgb
    return found


def resolve(value, values, theme):
    value = value.strip()
    while reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = values.get(reference[1], "")
    both = re.fullmatch(r"light-dark\((.+\)|#\w+), (.+\)|#\w+)\)", value)
    if both:
        return resolve(both[1] if theme == "light" else both[2], values, theme)
    if value == "#fff":
        return (1.0, 1.0, 1.0)
    parts = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value)
    return from_oklch(*map(float, parts.groups())) if parts else None


def from_oklch(lightness, chroma, hue):
    """Linear light of an OKLCH colour, clipped to sRGB (Ottosson 2020, bottosson.github.io/posts/oklab)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in linear)


def contrast(one, other):
    """WCAG's contrast ratio of two colours given in linear light."""
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_agrees_with_known_pairs():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(from_oklch(0.5999, 0, 0), (1, 1, 1)) == pytest.approx(3.95, abs=0.25)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "faint"])
def test_words_can_be_read_on_every_ground(theme, ink):
    colours = tokens(theme)

    ratios = {ground: contrast(colours[ink], colours[ground]) for ground in GROUNDS}

    assert min(ratios.values()) >= 4.5, ratios


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_meaning_can_be_read_on_its_tint_and_on_the_page(theme, meaning):
    colours = tokens(theme)
    ink = colours[f"{meaning}-ink"]

    ratios = {ground: contrast(ink, colours[ground]) for ground in [f"{meaning}-tint", *GROUNDS]}

    assert min(ratios.values()) >= 4.5, ratios


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("meaning", MEANINGS)
def test_the_shape_of_a_meaning_stands_out(theme, meaning):
    colours = tokens(theme)

    ratios = {
        ground: contrast(colours[meaning], colours[ground])
        for ground in [f"{meaning}-tint", "surface", "canvas", "well"]
    }

    assert min(ratios.values()) >= 3, ratios


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_stands_out(theme):
    colours = tokens(theme)

    assert contrast(colours["field-line"], colours["surface"]) >= 3
    assert contrast(colours["field-line"], colours["canvas"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_an_installation_may_choose_can_be_read(theme, accent):
    colours = tokens(theme, accent)

    assert contrast(colours["accent-fill"], (1, 1, 1)) >= 4.5, "white words on it"
    for ground in [*GROUNDS, "accent-tint"]:
        assert contrast(colours["accent-ink"], colours[ground]) >= 4.5, ground
    assert contrast(colours["ink"], colours["accent-tint"]) >= 4.5


@pytest.mark.parametrize("accent", ACCENTS)
def test_publishers_see_the_same_accent(accent):
    hue, saturation, lightness = (part / 100 for part in looks.ACCENTS[accent])
    shown = colorsys.hls_to_rgb(hue * 100 / 360, lightness, saturation)

    linear = tokens("light", accent)["accent-fill"]
    meant = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear]
    assert max(abs(one - other) for one, other in zip(shown, meant, strict=True)) < 0.02


def test_there_are_accents_to_choose_from():
    assert {"indigo", "teal", "graphite"} <= set(ACCENTS)
