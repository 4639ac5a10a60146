"""Who does something: a colleague of the list, or anybody by name; one field."""

from collections.abc import Sequence

from desktop.services import who
from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui.forms.fields import pairs
from desktop.ui.forms.place_combo import PlaceCombo

NAMELESS, TOLD_APART = _("A colleague without a name here"), _("Colleague {letters} without a name")


class WhoCombo(PlaceCombo):
    """`colleagues` are offered; what is typed otherwise is a name.

    A colleague whose name has not come to this pc stands as such while he is the one; his code is what is kept, and
    its beginning tells him from another such in the same window.
    """

    def __init__(self, colleagues: Sequence[Option], texts: Texts, name: str, placeholder: str = "") -> None:
        self._texts = texts
        super().__init__(pairs(colleagues), name, placeholder)

    def put(self, code: object | None) -> None:
        """What a record or a draft holds: a colleague, or a name as it was typed."""
        known = any(code == one for one, _words in self._offered)
        strange: list[tuple[object, str]] = []
        if isinstance(code, str) and who.colleague(code) and not known:
            others = {one for field in self.window().findChildren(WhoCombo) for one, _words in field._strange} - {code}
            strange = [(code, self._texts(TOLD_APART, letters=code[:4]) if others else self._texts(NAMELESS))]
        if strange != self._strange:
            self._strange = strange
            self._exchange(self._offered)
        super().put(code)
