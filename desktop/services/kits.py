"""The recovery kit on paper: two pages for two people, printed and read again. Alone a page says nothing.

What the keys are is `sync.crypto.kit`; what is done with an opened kit is `desktop.services.recovery`.
"""

import re
from dataclasses import dataclass

from desktop.services.errors import AppError, BadFile
from desktop.texts import Message, Texts, _
from sync.client import pages
from sync.crypto.kit import Half, Kit, halves, joined
from sync.errors import Malformed

__all__ = ["Half", "Kit", "Typed", "WrongPage", "halves", "open_pages", "page_text", "read_page"]

LETTERS = ("A", "B")
LINES = pages.WORD_LINES + pages.DIGIT_LINES
_HEAD = re.compile(r"roedtraad-page 1 ([AB]) ([0-9a-f]{8})\s*$")
_LINE = re.compile(r"\s{0,4}(\d{1,2})\s+(\S.*)$")


class WrongPage(AppError):
    """A page that is not as it was printed, or two that do not belong together."""

    kind = "wrong_page"
    title = Message(_("The recovery kit cannot be opened"))


def page_text(half: Half, org: bytes, texts: Texts) -> str:
    """One page, ready to be printed: what it is, who keeps it, and 18 numbered lines."""
    t = texts
    words, digits = pages.word_lines(half), pages.digit_lines(half)
    apart = _("Kept by one person, apart from the other page: who has both reads everything and names administrators.")
    keep = _("Print it, lock it away, and delete the file. It is needed for the drill, and when every pc is gone.")
    check = _("Each line ends with a word or two digits that check it. Both pages have the same lines 7 to 18.")
    lines = [
        t(_("Rød Tråd: recovery kit, page {letter}"), letter=half.letter),
        "",
        *(t(sentence) for sentence in (apart, keep, check)),
        "",
        f"roedtraad-page 1 {half.letter} {half.number}",
        f"org {org.hex()}",
        "",
        *(f"{number:>2}  {line}" for number, line in enumerate(words, 1)),
        "",
        *(f"{number:>2}  {line}" for number, line in enumerate(digits, len(words) + 1)),
    ]
    return "\n".join(lines) + "\n"


def read_page(text: str) -> Half:
    """The page in the text of its file. Raises BadFile where it is no page, WrongPage where a line is spoilt."""
    heads = [match for line in text.splitlines() if (match := _HEAD.match(line))]
    if len(heads) != 1:
        raise BadFile(Message(_("The page")))
    letter, number = heads[0].groups()
    found = {int(m[1]): m[2] for line in text.splitlines() if not _HEAD.match(line) and (m := _LINE.match(line))}
    typed = Typed(letter)
    for line in range(1, LINES + 1):
        typed.take(found.get(line, ""))
    half = typed.half(None)
    if half.number != number:
        raise WrongPage(Message(_("Page {letter} was put together from two kits."), {"letter": letter}))
    return half


@dataclass
class Typed:
    """A page as it is typed, line by line: a slip is told at once."""

    letter: str

    def __post_init__(self) -> None:
        self._lines: list[str] = []

    @property
    def next(self) -> int:
        """The number of the line that is wanted."""
        return len(self._lines) + 1

    def take(self, line: str) -> None:
        """Takes the next line. Raises WrongPage, and wants it again, where it is not what was printed."""
        try:
            if self.next <= pages.WORD_LINES:
                pages.read_words(self.letter, self.next, line)
            else:
                pages.read_digits(self.next, line)
        except Malformed as problem:
            told = Message(
                _("Line {line} of page {letter} is not right: compare it with the paper, word by word."),
                {"line": self.next, "letter": self.letter},
            )
            raise WrongPage(told) from problem
        self._lines.append(line)

    def half(self, other: Half | None) -> Half:
        """The page, when all lines are there; of the second page six do, the rest is on `other`."""
        try:
            share = pages.read_share(self.letter, self._lines[: pages.WORD_LINES])
            sealed = other.sealed if other else pages.read_sealed(self._lines[pages.WORD_LINES :])
        except Malformed as problem:
            told = Message(_("The lines of page {letter} do not belong together."), {"letter": self.letter})
            raise WrongPage(told) from problem
        return Half(self.letter, share, sealed)


def open_pages(a: Half, b: Half) -> Kit:
    """The kit of both pages. Raises WrongPage where they are not the two pages of one kit."""
    try:
        return joined(a, b)
    except Malformed as problem:
        told = Message(_("The two pages do not belong together: page A and page B of the same kit are needed."))
        raise WrongPage(told) from problem
