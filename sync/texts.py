"""Sentences with gettext: English msgids, and the Danish of whoever speaks; it knows no window and no command.

Below the edge (a window, a command line) nothing is a sentence: `Message` values are handed out, and made into text
there.
"""

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import ClassVar

LANGUAGES = ("da", "en")


@dataclass(frozen=True)
class Message:
    """A sentence that is not yet in any language: an English msgid with `{name}` places and their values."""

    msgid: str
    args: Mapping[str, object] = field(default_factory=dict)
    many: str = ""
    """The msgid for more than one, where the sentence counts: its `n` decides."""


@cache
def _load(package: str, language: str) -> gettext.NullTranslations:
    catalogue = files(package).joinpath("translations", f"{language}.mo")
    if language == "en" or not catalogue.is_file():
        return gettext.NullTranslations()
    with catalogue.open("rb") as mo:
        return gettext.GNUTranslations(mo)


class Texts:
    """The sentences of one language, out of the catalogues of one package."""

    package: ClassVar[str] = "sync"

    def __init__(self, language: str = "da") -> None:
        self.speak(language)

    def speak(self, language: str) -> None:
        """Goes on in another language: everybody who holds these texts follows."""
        self.language = language
        self._catalogue = _load(self.package, language)

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


def preferred() -> str:
    """The first language there is of those that LANGUAGE, gettext's own variable, asks for; else Danish."""
    asked = (one.partition("_")[0].partition(".")[0].lower() for one in os.environ.get("LANGUAGE", "").split(":"))
    return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])


def _(msgid: str) -> str:
    """Marks a msgid for extraction; the sentence is looked up later, at the edge."""
    return msgid
