"""Every page as somebody without a mouse, or without sight, meets it: names, and Tab there and out again."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from helpers import audit, notes
from helpers.desks import SHIFT, Desks
from helpers.torn import rewritten
from helpers.town import Town
from helpers.views import VIEWS, Page, pages
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui import accessibility
from desktop.ui.forms.chips import Chips

#: A walk that has not come round by then never does.
MOST_STOPS = 200


@pytest.fixture
def shown(town: Town) -> tuple[Page, ...]:
    """One record of each sort, one of them rewritten by two people, and the pages that show them."""
    town.line.up = True
    signe, palle = town.app("signe"), town.app("palle")
    divided = notes.agreement(signe, "Møde", owner_user=signe.me.user)
    town.sync(signe, palle)
    rewritten(divided, (signe, "Møde den 14. december"), (palle, "Observation 11. december"))
    town.sync(signe, palle, signe, palle)
    town.line.up = False
    made = pages(signe, divided)
    signe.close()
    palle.close()
    return made


def place(widget: QWidget) -> QRect:
    """Where it stands in the window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def walk(desks: Desks, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[QWidget]:
    """Tab, until the focus is where it was before."""
    met: list[QWidget] = []
    for _press in range(MOST_STOPS):
        desks.press(Qt.Key.Key_Tab, modifier)
        focus = accessibility.focused()
        assert focus is not None, f"{type(desks.view).__module__}: nothing has the focus: was a part shown alone?"
        if focus in met:
            return met
        met.append(focus)
    raise AssertionError("Tab does not come round")


def _scrolled(widget: QWidget) -> QWidget | None:
    """The area it scrolls in."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def out_of_order(stops: list[QWidget]) -> list[str]:
    """Stops that stand above the one before them and in its column: one who reads would have met them earlier."""
    found = []
    for one, following in pairwise(stops):
        if _scrolled(one) is not _scrolled(following):
            continue  # what scrolls goes on below a foot that stays
        before, after = place(one), place(following)
        if after.bottom() <= before.top() and after.left() < before.right():
            found.append(f"{accessibility.accessible_name(one)} → {accessibility.accessible_name(following)}")
    return found


def faults(desks: Desks) -> list[str]:
    """What is wrong with the open page for one who goes by keyboard or by ear."""
    view, found = desks.view, [f"no name: {one}" for one in audit.nameless(desks.desk)]
    found += [f"misheard: {one}" for one in audit.misheard(desks.desk)]
    found += [f"markup: {one}" for one in audit.markup(desks.window)]
    met = walk(desks)
    inside = [widget for widget in met if view.isAncestorOf(widget)]
    if not inside:
        found.append("Tab never comes to the page")
    if len(met) == len(inside):
        found.append("Tab never leaves the page")
    for area in view.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)  # the walk has scrolled what it went through
    found += [f"order: {pair}" for pair in out_of_order(_from_outside(met, inside))]
    found += [f"alike: {one}" for one in audit.alike(met)]
    back = [one for one in walk(desks, SHIFT) if view.isAncestorOf(one)]
    found += [f"not met backwards: {accessibility.accessible_name(one)}" for one in set(inside) - set(back)]
    for chips in view.findChildren(Chips):
        stops = [one for one in inside if chips.isAncestorOf(one)]
        if len(stops) > 1:
            found.append(f"{len(stops)} stops in »{chips.accessibleName()}«")
    claimed = audit.mnemonics(desks.window)
    found += [f"mnemonic {letter}: {words}" for letter, words in claimed.items() if len(words) > 1]
    return found


def _from_outside(met: list[QWidget], inside: list[QWidget]) -> list[QWidget]:
    """The stops of the page as one meets them who comes from the window around it."""
    start = next((at for at, one in enumerate(met) if one in inside and met[at - 1] not in inside), 0)
    return [one for one in met[start:] + met[:start] if one in inside]


def test_every_page_is_named_and_walked_by_tab(unlock: Callable[..., Desks], shown: tuple[Page, ...]) -> None:
    """What takes the focus has a name and is heard as what it is; Tab meets the page as it is read, leaves it, and
    goes back.
    """
    assert {name for name, _target in shown} == VIEWS
    signe = unlock()
    found = []
    for name, target in shown:
        signe.open(name, **target)
        found += [f"{name}: {fault}" for fault in faults(signe)]
    assert found == []
