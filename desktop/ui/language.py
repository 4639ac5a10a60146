"""The language of Qt itself: its own dialogs and menus, and how its widgets write numbers and dates."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.texts import Texts, _

LOCALES: Final = {"da": "da_DK", "en": "en_GB"}
_OWN: Final = "qtbase"
#: What Qt's own Danish lacks, as Qt writes it: by its context, for the dialogs of files and of paper.
LACKING: Final[Mapping[str, frozenset[str]]] = {
    "QFileDialog": frozenset((_("&Look in:"), _("Files of &type:"))),
    "QAbstractFileIconProvider": frozenset(
        (_("Drive"), _("File"), _("%1 File"), _("File Folder"), _("Folder"), _("Shortcut"), _("Alias"), _("Unknown"))
    ),
    "QPageSetupWidget": frozenset((_("Page &order:"), _("Pages &per sheet:"))),
    "QPrintSettingsOutput": frozenset(
        (_("Page &Set:"), _("Double Sided Printing"), _("Off"), _("Long side binding"), _("Short side binding"))
    ),
}


class Lacking(QTranslator):
    """Is asked last, and gives back what it does not know either, as Qt would."""

    def __init__(self, parent: QApplication, texts: Texts) -> None:
        super().__init__(parent)
        self._texts = texts

    def isEmpty(self) -> bool:
        """There are words in it, though none of a file."""
        return False

    def translate(self, context: str, words: str, _what: str | None = None, _n: int = -1) -> str:
        """In the language of the texts."""
        return self._texts(words) if words in LACKING.get(context, ()) else words


def locale(language: str) -> QLocale:
    """The locale of a language; Danish for one that is not known."""
    return QLocale(LOCALES.get(language, LOCALES["da"]))


def follow(qt: QApplication, language: str) -> None:
    """Makes Qt speak `language`. May be called again for another one: English is what Qt itself is written in."""
    QLocale.setDefault(locale(language))
    for former in qt.findChildren(QTranslator, _OWN):
        qt.removeTranslator(former)
        former.deleteLater()
    if language == "en":
        return
    file = QTranslator(qt)
    file.load(locale(language), _OWN, "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (Lacking(qt, Texts(language)), file):  # the one that comes last is asked first
        translator.setObjectName(_OWN)
        qt.installTranslator(translator)
