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

    def _not_offered(self, code: str) -> str:
        if not who.colleague(code):
            return super()._not_offered(code)
        others = {one for field in self.window().findChildren(WhoCombo) for one, _words in field._strange} - {code}
        return self._texts(TOLD_APART, letters=code[:4]) if others else self._texts(NAMELESS)
