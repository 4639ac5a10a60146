"""Turns message ids into Danish (or English) sentences with gettext; knows nothing of Qt.

Below `desktop.ui` nothing is a sentence: services and rules hand out `Message` values, and the edge
(a window, the command line) turns them into text with `text()`.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import resources


@dataclass(frozen=True)
class Message:
    """A sentence that is not yet in any language: an English msgid with `{name}` places and their values."""

    msgid: str
    args: Mapping[str, object] = field(default_factory=dict)
    many: str = ""
    """The msgid for more than one, where the sentence counts: its `n` decides."""


@cache
def _load(language: str) -> gettext.NullTranslations:
    catalogue = files(resources).joinpath("translations", f"{language}.mo")
    if language == "en" or not catalogue.is_file():
        return gettext.NullTranslations()
    with catalogue.open("rb") as mo:
        return gettext.GNUTranslations(mo)


class Texts:
    """The sentences of one language."""

    def __init__(self, language: str = "da") -> None:
        self.speak(language)

    def speak(self, language: str) -> None:
        """Goes on in another language: everybody who holds these texts follows."""
        self.language = language
        self._catalogue = _load(language)

    def __call__(self, message: Message | str, **args: object) -> str:
        """The sentence of `message`, its places filled in."""
        if isinstance(message, str):
            message = Message(message, args)
        if message.many:
            sentence = self._catalogue.ngettext(message.msgid, message.many, int(str(message.args["n"])))
        else:
            sentence = self._catalogue.gettext(message.msgid) if message.msgid else ""
        return sentence.format(**{k: self(v) if isinstance(v, Message) else v for k, v in message.args.items()})

    def plural(self, one: str, many: str, n: int, **args: object) -> str:
        """The sentence for `n` things; `{n}` is filled in."""
        return self(Message(one, {"n": n, **args}, many))


def plural(one: str, many: str, n: int, **args: object) -> Message:
    """A sentence that counts `n` things; `{n}` is filled in."""
    return Message(one, {"n": n, **args}, many)


def inside(words: str) -> str:
    """As it stands inside a sentence: with a small letter first, but for what is written in capitals (PPR)."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def _(msgid: str) -> str:
    """Marks a msgid for extraction; the sentence is looked up later, at the edge."""
    return msgid
