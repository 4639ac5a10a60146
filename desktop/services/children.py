"""Children: what each is called here and in lists, and correcting how one is known; knows nothing of a window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain import catalogues, concern_rules, rules
from desktop.domain.calendar import add_months
from desktop.domain.identifiers import NotANumber, parse_cpr
from desktop.domain.registry import kind as kind_of
from desktop.services.clock import Clock
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.problems import in_words
from desktop.services.readlog import ReadLog
from desktop.services.spaces import Spaces
from desktop.services.values import Option, Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import base, in_hand
from desktop.store.records import Records
from desktop.texts import _, inside

Values = Mapping[str, object]

#: A consent lapses after a year unless another end is written.
CONSENT_MONTHS = 12
FACTS = {
    "cpr": _("CPR number"),
    "naming_reason": _("Name because"),
    "consent_giver": _("Consent from"),
    "consent_role": _("Who that is"),
    "consent_on": _("Given"),
    "consent_purpose": _("Used for"),
    "consent_expires_on": _("Ends"),
}
#: The youngest age that is in no band any more.
_BANDS = ((0, "0-2"), (3, "3-5"), (6, "6-9"), (10, "10-12"), (13, "13-15"), (16, "16-17"), (18, ""))


@dataclass(frozen=True)
class ChildPage:
    """A child, for the form. `base` goes back with a save: what this person had in front of him."""

    rec: bytes
    values: dict[str, object]
    can_edit: bool
    base: bytes


@dataclass(frozen=True)
class ChildChoices:
    """What the fields of a child offer."""

    namings: tuple[Option, ...]
    age_bands: tuple[Option, ...]
    consent_roles: tuple[Option, ...]


class Children:
    """The children this pc can read about."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        spaces: Spaces,
        readlog: ReadLog,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces = records, editor, spaces
        self._readlog, self._words, self._clock, self._me = readlog, words, clock, me

    def values(self, rec: object) -> Values | None:
        """The values of a child, None for one that cannot be seen from here."""
        row = self._records.row("child", rec) if isinstance(rec, bytes) and rec else None
        return row.values if row else None

    def title(self, rec: object) -> str:
        """»Barn TEST-Alfa, 5 år«, »Alfa, 3–5 år«, »Barn, 3–5 år«: for a page that somebody opened."""
        values, today = self.values(rec), self._clock.now().date()
        if values is None:
            return self._words.text(_("a child you have no access to"))
        called = values.get("name") or values.get("pseudonym") or self._words.text(_("Child"))
        return ", ".join(part for part in (str(called), self._age(values, today)) if part)

    def discreet_title(self, rec: object) -> str:
        """The same without what somebody typed: »Barn, 3–5 år«."""
        values = self.values(rec) or {}
        age = self._band_label(str(values.get("age_band") or band(born(values), self._clock.now().date())))
        return ", ".join(part for part in (self._words.text(_("Child")), age) if part)

    def facts(self, rec: object) -> tuple[tuple[str, str], ...]:
        """(label, value) of how the child is known: the reason and the consent, where there is a name."""
        values = self.values(rec)
        return self._words.told(kind_of("child"), values, FACTS, self._clock.now().date()) if values else ()

    def consent(self, rec: object, today: date) -> tuple[tuple[str, str], ...]:
        """The same without a number, with the year in dates of another year than that of `today`."""
        labels = {name: label for name, label in FACTS.items() if name != "cpr"}
        values = self.values(rec)
        return self._words.told(kind_of("child"), values, labels, today) if values else ()

    def about(self, rec: object) -> dict[str, object]:
        """Whom a note about the child says it is about."""
        values = self.values(rec) or {}
        if values.get("naming") == "named":
            return {"subject": "child"}
        return {"subject": "anonymous_child", "age_band": values.get("age_band")}

    @told()
    def choices(self) -> ChildChoices:
        """What the fields offer; (R)."""
        words = self._words
        return ChildChoices(words.options("namings"), words.options("age_bands"), words.options("consent_roles"))

    def consent_ends(self, given: date) -> date:
        """When a consent of that day ends, unless another end is written."""
        return add_months(given, CONSENT_MONTHS)

    @told()
    def open(self, rec: bytes) -> ChildPage:
        """One child, for the form; (W), for it is written in the read log. Raises NotFound."""
        found, _row = self._editor.find("child", rec)
        self._readlog.opened("child", rec)
        return ChildPage(
            rec, in_hand(kind_of("child"), found.view, self._me), self._spaces.can_write(found.space), base(found.view)
        )

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        found = rules.problems(kind_of("child"), concern_rules.fitting(values), clock=self._clock)
        return in_words(found, self._words)

    @told()
    def save(self, rec: bytes, values: dict[str, object], draft: str | None = None, base: bytes = b"") -> Saved:
        """Corrects how a child is known; (W). Raises Invalid, NotFound, NotAllowed."""
        return self._editor.edit("child", rec, concern_rules.fitting(values), base, draft)

    def _age(self, values: Values, today: date) -> str:
        day = born(values)
        if day is not None and day <= today:
            years = concern_rules.years(day, today)
            return self._words.text.plural(_("{n} year old"), _("{n} years old"), years)
        return self._band_label(str(values.get("age_band") or ""))

    def _band_label(self, code: str) -> str:
        label = catalogues.load("age_bands").label(code, self._words.language) if code else ""
        return inside(label)


def born(values: Values) -> date | None:
    """The birthday, as it is written or as the personal number tells it."""
    day, raw = values.get("born_on"), values.get("cpr")
    if isinstance(day, date):
        return day
    try:
        return parse_cpr(raw).born if isinstance(raw, str) else None
    except NotANumber:
        return None


def band(day: date | None, today: date) -> str:
    """The code of the age band of a birthday, "" for none."""
    if day is None or day > today:
        return ""
    return [code for first, code in _BANDS if concern_rules.years(day, today) >= first][-1]
