"""The language of Qt itself: its own dialogs and menus, and how its widgets write numbers and dates."""

from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

LOCALES: Final = {"da": "da_DK", "en": "en_GB"}
_OWN: Final = "qtbase"


def locale(language: str) -> QLocale:
    """The locale of a language; Danish for one that is not known."""
    return QLocale(LOCALES.get(language, LOCALES["da"]))


def follow(qt: QApplication, language: str) -> None:
    """Makes Qt speak `language`. May be called again for another one: English is what Qt itself is written in."""
    QLocale.setDefault(locale(language))
    for former in qt.findChildren(QTranslator, _OWN):
        qt.removeTranslator(former)
        former.deleteLater()
    translator = QTranslator(qt)
    translator.setObjectName(_OWN)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and translator.load(locale(language), _OWN, "_", folder):
        qt.installTranslator(translator)
