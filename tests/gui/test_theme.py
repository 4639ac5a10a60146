"""The tokens: contrast of every pair that is used, and that the application carries the choice."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.sheet import sheet


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_text_can_be_read(dark: bool, ink: str, ground: str) -> None:
    """Every pair of text and ground has at least 4.5:1."""
    look = theme.Theme(dark)
    assert contrast(look.hex(ink), look.hex(ground)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("edge", "ground"), theme.EDGE_PAIRS)
def test_borders_and_focus_can_be_seen(dark: bool, edge: str, ground: str) -> None:
    """Every border of a control and every focus ring has at least 3:1 to what it stands on."""
    look = theme.Theme(dark)
    assert contrast(look.hex(edge), look.hex(ground)) >= 3.0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_the_application_carries_the_choice(qapp: QApplication, dark: bool, scale: float) -> None:
    """What was applied is read back from palette and font, so that no module must remember it."""
    theme.apply(qapp, theme.Theme(dark, scale))
    assert theme.current() == theme.Theme(dark, pytest.approx(scale))


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_a_focus_ring_moves_nothing(scale: float) -> None:
    """A focused field's border is one pixel thicker and its padding one less, at every text size."""
    look = theme.Theme(False, scale)
    made = sheet(look.hex, look.px, "/icons", "light")
    assert f"padding: {look.px(5)}px {look.px(12)}px" in made
    assert f"padding: {look.px(5) - 1}px {look.px(12) - 1}px" in made


def test_empty_space_grows_half_as_fast() -> None:
    """At 200 % type and controls double, gaps grow by half, so that there is room to read in."""
    look = theme.Theme(False, 2.0)
    assert (look.px(16), look.gap(16)) == (32, 24)
