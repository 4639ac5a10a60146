"""The red thread of a concern: what happened and what should have, newest first; it judges dates, never a child."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time

from desktop.services.agreements import AgreementRow
from desktop.services.assessments import Assessments
from desktop.services.clock import COPENHAGEN
from desktop.services.concern_values import Answer, Knot
from desktop.services.note_kinds import began
from desktop.services.session import Names
from desktop.services.versions import Versions
from desktop.services.wording import Wording, changed_in
from desktop.store.records import Row
from desktop.texts import _, inside

#: What opens a knot's record.
NOTE, AGREEMENT = "reading", "agreements"


class Thread:
    """Ties the knots of one concern in words."""

    def __init__(self, assessments: Assessments, versions: Versions, names: Names, words: Wording, today: date) -> None:
        self._assessments, self._versions, self._names = assessments, versions, names
        self._words, self._today = words, today

    def tie(
        self, concern: Row, notes: Sequence[Row], agreed: Sequence[tuple[Row, AgreementRow]], answers: Sequence[Row]
    ) -> tuple[Knot, ...]:
        """Every knot: what is missing stands at the day it should have been."""
        knots: list[tuple[datetime, Knot]] = [self._began(concern), *self._ended(concern)]
        knots += [(row.created_at, self._note(row)) for row in notes]
        if concern.values.get("status") != "closed":
            knots += self._missing(notes)
        knots += [(row.created_at, self._agreement(row, shown)) for row, shown in agreed]
        knots += self._assessed(answers)
        return tuple(knot for _made, knot in sorted(knots, key=lambda one: (one[1].day, one[0]), reverse=True))

    def _began(self, row: Row) -> tuple[datetime, Knot]:
        text, values = self._words.text, row.values
        told = [text(_("By {name}."), name=self._names.user(row.created_by))]
        noticed = values.get("noticed_on")
        made = row.created_at.astimezone(COPENHAGEN).date()
        if isinstance(noticed, date) and noticed != made:
            told.append(text(_("Noticed {day}."), day=self._words.day(noticed, self._today)))
        parents = values.get("parents_informed")
        if parents:
            answer = self._words.label("parents_informed", parents)
            told.append(text(_("Parents told: {answer}."), answer=inside(answer)))
        return row.created_at, Knot(made, text(_("Concern begun")), " ".join(told))

    def _ended(self, row: Row) -> Iterable[tuple[datetime, Knot]]:
        values = row.values
        if values.get("status") == "closed":
            day = values.get("closed_on") or row.created_at.astimezone(COPENHAGEN).date()
            outcome = self._words.label("outcomes", values.get("outcome"))
            # after everything else of that day
            yield datetime.combine(day, time.max, COPENHAGEN), Knot(day, self._words.text(_("Concern closed")), outcome)

    def _note(self, row: Row) -> Knot:
        form = self._words.label("forms", row.values.get("form")) or self._words.text(_("Note"))
        mark = self._words.text(changed_in(n)) if (n := self._versions.divided(row)) else ""
        return Knot(_held(row), form, self._words.excerpt(row.values), mark, view=NOTE, target=row.rec)

    def _missing(self, notes: Sequence[Row]) -> Iterable[tuple[datetime, Knot]]:
        """A day to follow up that went by without a later note, and of which nobody said that it was followed up."""
        last = max((_held(row) for row in notes), default=None)
        for row in notes:
            day = row.values.get("followup_on")
            followed = row.values.get("followed_on") or last != _held(row)
            if isinstance(day, date) and day < self._today and not followed:
                because = row.values.get("followup_reason")
                told = self._words.text(_("It was to be {day}."), day=self._words.day(day, self._today))
                if because:
                    told += " " + self._words.text(_("Because: {reason}."), reason=str(because).rstrip("."))
                title = self._words.text(_("Follow-up is missing"))
                yield row.created_at, Knot(day, title, told, missing=True, late=day, view=NOTE, target=row.rec)

    def _agreement(self, row: Row, shown: AgreementRow) -> Knot:
        text = self._words.text
        said = shown.texts[0].text if shown.texts else ""
        late = shown.due if shown.status.code == "open" and shown.due and shown.due < self._today else None
        detail = " · ".join(part for part in (said, shown.owner) if part)
        if late is not None:
            title = text(_("An agreement waits"))
            return Knot(late, title, detail, missing=True, late=late, view=AGREEMENT, target=row.rec)
        mark = text(changed_in(shown.divided)) if shown.divided else shown.status.label
        day = row.created_at.astimezone(COPENHAGEN).date()
        return Knot(day, text(_("Agreement")), detail, mark, view=AGREEMENT, target=row.rec)

    def _assessed(self, rows: Sequence[Row]) -> Iterable[tuple[datetime, Knot]]:
        """One knot a scale, edition and day; the joint answer is its title where there is one, else none is."""
        same: dict[tuple[str, str, date], list[Row]] = {}
        for row in rows:
            values = row.values
            key = (str(values.get("scale")), str(values.get("version")), values["assessed_on"])
            same.setdefault(key, []).append(row)
        for (_code, _version, day), group in same.items():
            answers = self._assessments.answers(group)
            scale = self._assessments.standings(group)[0]
            joint = {answer.words for answer in answers if answer.joint}
            title = f"{scale.scale}: {next(iter(joint))}" if len(joint) == 1 else scale.scale
            yield max(row.created_at for row in group), Knot(day, title, "", answers=tuple(self._sides(answers)))

    def _sides(self, answers: Sequence[Answer]) -> Iterator[tuple[str, bytes]]:
        alike = len({answer.perspective for answer in answers}) < len(answers)
        text = self._words.text
        for answer in answers:
            who = f"{answer.perspective} ({answer.author})" if alike else answer.perspective
            yield text(_("{who}: {answer}. »{reason}«"), who=who, answer=answer.words, reason=answer.reason), answer.rec


def _held(row: Row) -> date:
    return began(row).astimezone(COPENHAGEN).date()
