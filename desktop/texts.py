"""Turns message ids into Danish (or English) sentences with gettext; knows nothing of Qt.

Below `desktop.ui` nothing is a sentence: services and rules hand out `Message` values, and the edge
(a window, the command line) turns them into text with `text()`.
"""

from typing import ClassVar

import resources
from sync import texts
from sync.texts import Message, _, plural

__all__ = ["Message", "Texts", "_", "inside", "plural"]


class Texts(texts.Texts):
    """The sentences of the app in one language."""

    package: ClassVar[str] = resources.__name__


def inside(words: str) -> str:
    """As it stands inside a sentence: with a small letter first, but for what is written in capitals (PPR)."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words
