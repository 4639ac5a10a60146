"""English is chosen in the settings and followed at once; and every word of the window comes from the texts."""

import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import audit, pixels
from helpers.desks import Desks
from helpers.town import NAMES
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from desktop.app import look_of
from desktop.domain import catalogues
from desktop.ui import accessibility, language
from desktop.ui.views.settings import LANGUAGES, View
from sync import texts

PAGES = ("today", "consultations", "contacts", "sync", "settings", "urgent", "quick_note", "contact_sheet")
#: Also what a space and a pc are called.
MORE = ("Deles i distrikt Midt", "Signe: pc", "Ctrl Esc Enter Alt Shift", *(name for _code, name in LANGUAGES))
OPEN, SHUT = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"


class Marked(gettext.NullTranslations):
    """A language in which every text stands in brackets."""

    def gettext(self, message: str) -> str:
        """The msgid in brackets."""
        return f"{OPEN}{message}{SHUT}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The right form in brackets."""
        return self.gettext(super().ngettext(msgid1, msgid2, n))


@pytest.fixture(autouse=True)
def danish_again(qapp: QApplication) -> Iterator[None]:
    """Qt speaks Danish after each test, as before it."""
    yield
    language.follow(qapp, "da")


def shown(desks: Desks) -> Iterator[str]:
    """Every text of the window that a person can see or hear."""
    window = desks.window
    for label in window.findChildren(QLabel):
        yield label.text()
    for button in window.findChildren(QAbstractButton):
        yield button.text()
        yield button.toolTip()
    for line in window.findChildren(QLineEdit):
        yield line.placeholderText()
    for area in window.findChildren(QPlainTextEdit):
        yield area.placeholderText()
    for table in window.findChildren(QAbstractItemView):
        model = table.model()
        for row in range(model.rowCount() if model else 0):
            yield str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or model.index(row, 0).data())
    for widget in accessibility.focusable(window):
        yield accessibility.accessible_name(widget)
    yield window.windowTitle()


def bare(words: str) -> str:
    """What is left of a text when everything that came through the texts is taken away."""
    for _depth in range(5):
        words = re.sub(rf"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", " ", words)
    return words


def given() -> set[str]:
    """The words that are data: names, labels of code lists, languages, keys, months and weekdays."""
    rows = [row for name in catalogues.names() for row in catalogues.load(name).rows]
    data = [f"{row.da} {row.en} {' '.join(row.more.values())}" for row in rows]
    months = [QLocale("da_DK").monthName(n) for n in range(1, 13)] + [QLocale("da_DK").dayName(n) for n in range(1, 8)]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join([*data, *months, *NAMES.values(), *MORE]).casefold()))


def test_english_is_followed_at_once(signe: Desks, qtbot: QtBot) -> None:
    """Chosen in the settings: the page, navigation, dates, Qt's own words, and the lock screen; with room for all."""
    page = signe.open("settings")
    assert isinstance(page, View)
    page.language.set_value("en")
    page.language.changed.emit()
    qtbot.waitUntil(lambda: signe.window.desk is not None and "Privacy" in signe.words(), timeout=10_000)
    signe.settle()
    words = signe.words()
    assert "Settings" in words
    assert "Privacy" in words
    assert "Indstillinger" not in words
    assert {letter: claim for letter, claim in audit.mnemonics(signe.window).items() if len(claim) > 1} == {}
    for form, target in (("quick_note", {}), ("concern_sheet", {}), ("contact_sheet", {"kind": "person"})):
        signe.open(form, **target)
        assert pixels.cut(signe.view) == []
    signe.open("today")
    assert "November" in signe.words() or "october" in signe.words().casefold()
    assert QLocale().language() == QLocale.Language.English
    signe.window.lock()
    qtbot.waitUntil(lambda: "Locked" in signe.words() and not signe.window._closing, timeout=10_000)
    signe.unlock()
    signe.open("settings")
    assert "Privacy" in signe.words(), "kept over a lock"


def test_nobody_has_chosen_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window then goes by LANGUAGE, as the commands do."""
    assert look_of(tmp_path)[1] == "da"
    monkeypatch.setenv("LANGUAGE", "en_GB")
    assert look_of(tmp_path)[1] == "en"


def test_a_dialog_of_files_without_a_desktop_is_danish(qapp: QApplication, qtbot: QtBot) -> None:
    """Qt's own Danish has holes: they are filled, what is known nowhere stays, and English is Qt's own."""
    language.follow(qapp, "da")
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    labels = {label.text() for label in dialog.findChildren(QLabel)}
    assert labels == {"&Kig i:", "&Filnavn:", "Fil&typer:"}
    asked = [(context, words) for context, lacking in language.LACKING.items() for words in lacking - {"Alias"}]
    assert [words for context, words in asked if QCoreApplication.translate(context, words) == words] == []
    assert QCoreApplication.translate("Elsewhere", "Off") == "Off"
    language.follow(qapp, "en")
    assert {QCoreApplication.translate(context, words) for context, words in asked} == {words for _, words in asked}


@pytest.mark.parametrize("page", PAGES)
def test_every_word_comes_from_the_texts(
    unlock: Callable[..., Desks], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """In a language that brackets every text, nothing but data stands outside the brackets."""
    monkeypatch.setattr(texts, "_load", lambda _package, _language: Marked())
    desks = unlock()
    desks.open(page, **({"kind": "institution"} if page == "contact_sheet" else {}))
    seen = list(shown(desks))
    assert any(OPEN in words for words in seen)
    left = {word for words in seen for word in re.findall(r"[^\W\d_]{2,}", bare(words).casefold())}
    about = desks.app.about  # where the data lies, and the server: what IT asks for, as it is
    own = set(re.findall(r"[^\W\d_]{2,}", f"{about.folder} {about.url}".casefold()))
    assert left - given() - own == set()
