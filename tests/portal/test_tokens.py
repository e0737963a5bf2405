"""The tokens: both dark blocks agree, and every text colour can be read on every ground it stands on."""

import re

import pytest

from qingzhuang.portal import style

CSS = (style.HERE / "static" / "portal" / "tokens.css").read_text("utf-8")
GROUNDS = ("paper", "shade", "sheet")
MARKS = ("block", "high", "medium", "low", "good")


def block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", CSS)
    assert body, selector
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", body[1]))


LIGHT = block(":root")
THEMES = {
    "light": LIGHT,
    "chosen dark": LIGHT | block(':root[data-theme="dark"], .theme-dark'),
    "system dark": LIGHT | block(':root:not([data-theme="light"])'),
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two ``#rrggbb`` colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_reckoning_agrees_with_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_system_dark_and_the_chosen_dark_are_the_same():
    assert THEMES["chosen dark"] == THEMES["system dark"]
    assert THEMES["chosen dark"] != LIGHT


PAIRS = [(text, ground) for text in ("ink", "soft", "accent", *MARKS) for ground in GROUNDS]
PAIRS += [(mark, f"{mark}-soft") for mark in MARKS]
PAIRS += [("ink", "accent-soft"), ("accent", "accent-soft"), ("accent-ink", "accent"), ("accent-ink", "accent-deep")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme, text, ground):
    tokens = THEMES[theme]
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_ring_can_be_seen(theme, ground):
    assert contrast(THEMES[theme]["focus"], THEMES[theme][ground]) >= 3


def test_every_token_used_is_defined():
    used = set()
    for path in (style.HERE / "static" / "portal").glob("*.css"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r"var\(--([a-z0-9-]+)", text)) - set(re.findall(r"--([a-z0-9-]+):", text))
    assert used <= set(LIGHT)
