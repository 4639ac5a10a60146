"""Assessments: an answer on a scale is an act of its own; here they are made, and told as they stand, side by side."""

from collections.abc import Iterable
from datetime import date

from desktop.domain import catalogues, scales
from desktop.services.children import Children
from desktop.services.concern_values import Answer, AssessmentChoices, ScaleChoice, Standing
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.session import Names
from desktop.services.values import Option, Problem, Saved
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import _

JOINT = "joint"


class Assessments:
    """The assessments this pc can read."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        names: Names,
        children: Children,
        words: Wording,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._names = records, editor, names
        self._children, self._words, self._me = children, words, me

    @told()
    def choices(self, concern: bytes) -> AssessmentChoices:
        """What the form offers; (R). Raises NotFound."""
        _found, row = self._editor.find("concern", concern)
        return AssessmentChoices(
            self._children.title(row.values.get("child")), self.scales(), self._words.options("perspectives")
        )

    def scales(self) -> tuple[ScaleChoice, ...]:
        """The scales of today, with what each can be answered."""
        language = self._words.language
        offered = []
        for scale in scales.offered():
            told_of = catalogues.load("scales").get(scale.code)
            answers = tuple(
                Option(one.code, self.said(scale.code, scale.version, one.code)) for one in scale.answers.shown
            )
            reads = told_of.text("reads", language) if told_of else ""
            offered.append(ScaleChoice(scale.code, scales.name(scale.code, language), reads, answers))
        return tuple(offered)

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return self._editor.check("assessment", in_use(values))

    @told()
    def save(self, values: dict[str, object], draft: str | None = None) -> Saved:
        """A new assessment, in the edition of its scale that is in use; (W). Raises Invalid, NotFound, NotAllowed."""
        concern = values.get("concern")
        found, _row = self._editor.find("concern", concern if isinstance(concern, bytes) else b"")
        return self._editor.create("assessment", in_use(values), found.space, draft)

    def of(self, concern: bytes) -> tuple[Row, ...]:
        """Those of a concern that can be told, the latest day first."""
        return self._told("concern", concern)

    def in_note(self, note: bytes) -> tuple[Row, ...]:
        """Those that were made in a note."""
        return self._told("consultation", note)

    def _told(self, by: str, rec: bytes) -> tuple[Row, ...]:
        rows = [
            row
            for row in self._records.all("assessment", where={by: rec})
            if isinstance(row.values.get("assessed_on"), date) and row.values.get("value")
        ]
        return tuple(sorted(rows, key=lambda row: (row.values["assessed_on"], row.created_at), reverse=True))

    def standings(self, rows: Iterable[Row]) -> tuple[Standing, ...]:
        """Where each scale stands: of every perspective the latest day's answers, all of them."""
        by_scale: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            by_scale.setdefault((str(row.values.get("scale")), str(row.values.get("version"))), []).append(row)
        standings = []
        for (code, version), answers in by_scale.items():
            latest: dict[object, date] = {}
            for row in answers:
                latest.setdefault(row.values.get("perspective"), row.values["assessed_on"])
            now = [row for row in answers if row.values["assessed_on"] == latest[row.values.get("perspective")]]
            told_of, language = catalogues.load("scales").get(code), self._words.language
            standings.append(
                Standing(
                    scales.name(code, language),
                    told_of.text("question", language) if told_of else scales.name(code, language),
                    self._words.text(_("edition {version}"), version=version),
                    self.answers(now),
                )
            )
        order = [scales.name(scale.code, self._words.language) for scale in scales.offered()]
        return tuple(sorted(standings, key=lambda one: order.index(one.scale) if one.scale in order else len(order)))

    def answers(self, rows: Iterable[Row]) -> tuple[Answer, ...]:
        """Assessments in words, the joint ones first."""
        return tuple(sorted(self.each(rows), key=lambda answer: not answer.joint))

    def each(self, rows: Iterable[Row]) -> tuple[Answer, ...]:
        """Assessments in words, in the order given."""
        return tuple(self._answer(row) for row in rows)

    def said(self, code: str, version: str, value: str) -> str:
        """An answer with its words, in the language of the window."""
        return scales.said(code, version, value, self._words.language)

    def _answer(self, row: Row) -> Answer:
        values = row.values
        perspective = str(values.get("perspective") or "")
        return Answer(
            rec=row.rec,
            value=str(values["value"]),
            words=self.said(str(values.get("scale")), str(values.get("version")), str(values["value"])),
            perspective=self._words.label("perspectives", perspective),
            joint=perspective == JOINT,
            author=self._names.user(row.created_by),
            mine=row.created_by == self._me,
            day=values["assessed_on"],
            reason=str(values.get("reason") or ""),
            scale=scales.name(str(values.get("scale") or ""), self._words.language),
        )


def in_use(values: dict[str, object]) -> dict[str, object]:
    """With the edition of its scale that is in use: nobody types an edition."""
    version = next((scale.version for scale in scales.offered() if scale.code == values.get("scale")), None)
    return {**values, "version": version}
