"""The long form: what was seen, what others said and one's own assessment apart; worries, strengths and next steps.

A psychologist's note has fields of its own here as well.
"""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from desktop.domain.note_fields import PARTS
from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui.forms.line import Line
from desktop.ui.forms.note_part import Bind, column
from desktop.ui.forms.widgets import Chips, Combo, LineField, TextArea, pairs, text

PPR = ("question", "participants", "focus", "guideposts", "hypotheses", "ppv", "effect")
NAMES = (*PARTS, *PPR)


def first(own: Mapping[str, tuple[Option, ...]]) -> str:
    """The name of the first field."""
    return "question" if own else "observation"


class LongFields:
    """The fields of the long form, in the order Tab takes; `own` holds a psychologist's lists, none for others."""

    def __init__(
        self,
        own: Mapping[str, tuple[Option, ...]],
        texts: Texts,
        bind: Bind,
        watch: Callable[[str, TextArea | LineField], object],
    ) -> None:
        self._bind, self._watch, self._texts = bind, watch, texts
        self.widget, body = column(text(texts(_("Long note")), "card"))
        if own:
            body.addWidget(self._long("question", _("What is the question?"), lines=2))
            people = LineField(texts(_("such as: the teacher, the leader and me")))
            body.addWidget(bind("participants", people, texts(_("Who took part?"))))
            watch("participants", people)
        said = texts(_("What you saw and heard yourself, without judging it."))
        body.addWidget(self._long("observation", _("What was seen and heard?"), said))
        said = texts(_("Who said what. Write the role, not the name."))
        body.addWidget(self._long("statements", _("What do others say?"), said))
        said = texts(_("What you make of it; it is yours."))
        body.addWidget(self._long("own_view", _("My own assessment"), said))
        if own:
            body.addWidget(self._long("hypotheses", _("Hypotheses"), lines=2))
        for name, label in (
            ("worries", _("What are we worried about?")),
            ("strengths", _("What works well?")),
            ("next_steps", _("What needs to happen?")),
        ):
            body.addWidget(self._long(name, label, lines=2))
        if own:
            for name, label in (("focus", _("Focus")), ("guideposts", _("Guideposts"))):
                body.addWidget(bind(name, Chips(pairs(own[name]), multi=True, name=texts(label)), texts(label)))
            combos = []
            for name, label in (("ppv", _("PPV considered?")), ("effect", _("Effect since last"))):
                combo = Combo([("", texts(_("not said"))), *pairs(own[name])])
                combos.append(bind(name, combo, texts(label)))
            body.addWidget(Line(*combos))

    def _long(self, name: str, label: str, help: str = "", lines: int = 3) -> QWidget:
        area = TextArea(lines=lines)
        self._watch(name, area)
        return self._bind(name, area, self._texts(label), False, help)
