"""Families that talk without saying who they are: how many talks a code has had, and new codes; in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain import families
from desktop.domain.identifiers import NotANumber
from desktop.services.assessments import Assessments
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.concern_values import Answer
from desktop.services.errors import told
from desktop.services.note_kinds import CONSULTATION, began
from desktop.services.values import Problem
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import _

WHY = "over_reason"


@dataclass(frozen=True)
class Standing:
    """A code before its next talk: how it is written, which talk that is, in words, and the last answers on scales.

    `asks`: there have been so many talks that one more needs a reason.
    """

    code: str
    number: int
    words: str
    asks: bool
    answers: tuple[Answer, ...]


class Families:
    """The family codes this pc can read about."""

    def __init__(self, records: Records, assessments: Assessments, words: Wording, clock: Clock) -> None:
        self._records, self._assessments = records, assessments
        self._words, self._clock = words, clock

    @told()
    def standing(self, raw: str, note: bytes | None = None) -> Standing | None:
        """What is known of a code before its next talk, or at that of `note`; None for what is no code; (R)."""
        try:
            code = families.parse_code(raw)
        except NotANumber:
            return None
        talks = self._records.all(CONSULTATION, where={"family_code": code})
        number, text = len(talks) + 1, self._words.text
        if note is not None and (place := _place(talks, note)):
            number, said = place, self._talk(place)
            talks = tuple(row for row in talks if row.rec != note)
        elif number == 1:
            said = text(_("Talk 1 of {most}: no talk has had this code here before."), most=families.TALKS)
        elif number <= families.TALKS:
            last = max(began(row).astimezone(COPENHAGEN).date() for row in talks)
            day = self._words.day(last, self._clock.now().date())
            said = text(_("Talk {n} of {most}, the last was {day}."), n=number, most=families.TALKS, day=day)
        else:
            said = _("Talk {n}: the family has had {had}; {most} are offered.")
            said = text(said, n=number, had=number - 1, most=families.TALKS)
        answers = [row for talk in talks for row in self._assessments.in_note(talk.rec)]
        latest: dict[object, Answer] = {}
        for answer, row in sorted(
            zip(self._assessments.each(answers), answers, strict=True), key=lambda pair: pair[1].values["assessed_on"]
        ):
            latest[row.values.get("scale")] = answer
        return Standing(code, number, said, number > families.TALKS, tuple(latest.values()))

    def place_of(self, code: object, rec: bytes) -> str:
        """»Talk 3 of 5«: which of the family's talks a note is, by the days they were held; "" without a code; (R)."""
        if not isinstance(code, str) or not code:
            return ""
        number = _place(self._records.all(CONSULTATION, where={"family_code": code}), rec)
        return self._talk(number) if number else ""

    def _talk(self, number: int) -> str:
        words = _("Talk {n} of {most}") if number <= families.TALKS else _("Talk {n}, beyond the {most}")
        return self._words.text(words, n=number, most=families.TALKS)

    @told()
    def draw(self) -> str:
        """A code that no family here has; (R)."""
        while True:
            code = families.draw(self._words.language)
            if not self._records.count(CONSULTATION, {"family_code": code}):
                return code

    def check(self, code: object, reason: object, note: bytes | None = None) -> tuple[Problem, ...]:
        """One talk more than there should be needs a reason; (R)."""
        standing = self.standing(code, note) if isinstance(code, str) else None
        return self.ask(standing, reason)

    def ask(self, standing: Standing | None, reason: object) -> tuple[Problem, ...]:
        """The same for a code whose standing is known; pure, any thread."""
        if standing is None or not standing.asks or str(reason or "").strip():
            return ()
        said = self._words.text(_("Write why the family has one more talk than {most}."), most=families.TALKS)
        return (Problem(WHY, said, "error"),)


def _place(talks: Sequence[Row], rec: bytes) -> int:
    """Which of the talks a note is, by the days they were held; 0 for none of them."""
    return next((place for place, row in enumerate(sorted(talks, key=_held), 1) if row.rec == rec), 0)


def _held(row: Row) -> tuple[datetime, datetime, bytes]:
    return began(row), row.created_at, row.rec
