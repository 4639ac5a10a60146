"""An answer on a scale, given in a note: which scale, who says so, what, and because; never live buttons once saved."""

from collections.abc import Sequence

from desktop.services.concern_values import Answer, ScaleChoice
from desktop.services.note_forms import OWN_VIEW
from desktop.services.values import Option
from desktop.texts import Texts, _, inside
from desktop.ui.formats import Formats
from desktop.ui.forms.line import Line
from desktop.ui.forms.note_part import Bind, column
from desktop.ui.forms.widgets import Chips, Combo, LabelledField, TextArea, pairs, text

#: Beside it there is nothing to say yet: what the part is opened with.
TYPED = ("scale_value", "scale_reason")


class ScaleFields:
    """The fields of one answer; `last` is what was answered the last time, in words."""

    def __init__(
        self,
        scales: tuple[ScaleChoice, ...],
        perspectives: tuple[Option, ...],
        texts: Texts,
        formats: Formats,
        bind: Bind,
    ) -> None:
        t = texts
        self._scales, self._texts, self._formats = scales, t, formats
        self._last: Sequence[Answer] = ()
        self.scale = Combo([(scale.code, scale.name) for scale in scales])
        self._perspective = Combo(pairs(perspectives))
        self._answers = Chips((), name=t(_("Assessment")))
        self._said = text("", "second", "muted")
        self._said.hide()
        chosen = bind("scale", self.scale, t(_("Scale")))
        who = bind("scale_perspective", self._perspective, t(_("Who says so?")))
        answer = bind("scale_value", self._answers, t(_("Assessment")), True, " ")
        assert isinstance(answer, LabelledField)  # noqa: S101 - a field with a label of its own is bound as one
        self._answer = answer
        self.reason = TextArea(lines=2)
        reason = bind("scale_reason", self.reason, t(_("Because")), True)
        self.widget, _layout = column(Line(chosen, who), self._said, answer, reason)
        self.scale.currentIndexChanged.connect(lambda _index: self._offer())
        self.begin()

    def begin(self) -> None:
        """As it is opened: the first scale, one's own view, nothing answered."""
        self._last = ()
        self.scale.set_value(self._scales[0].code)
        self._perspective.set_value(OWN_VIEW)
        self._answers.set_value(None)
        self._offer()

    def told_before(self, answers: Sequence[Answer], prefer: str = "") -> None:
        """What was answered before in the same course; the scale it was on, or `prefer`, is offered first."""
        self._last = answers
        if not self._answers.value():
            known = {scale.name: scale.code for scale in self._scales}
            code = known.get(answers[0].scale) if answers else prefer
            if code:
                self.scale.set_value(code)
        self._offer()

    def _offer(self) -> None:
        scale = next((one for one in self._scales if one.code == self.scale.value()), None)
        self._answers.set_options(pairs(scale.answers) if scale else ())
        self._answer.set_help(scale.help if scale else "")
        last = next((answer for answer in self._last if scale is not None and answer.scale == scale.name), None)
        if last is not None:
            day = self._formats.day(last.day)
            said = self._texts(_("Last time: {answer}, {who}, {day}"), answer=last.words, who=_low(last), day=day)
            self._said.setText(said)
        self._said.setVisible(last is not None)
        self._answer.tell(self._said.text() if last is not None else "")


def _low(answer: Answer) -> str:
    return inside(answer.perspective)
