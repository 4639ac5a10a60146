"""Titles, facts, dates and history lines in words, for every service; reads no store and knows no window."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from desktop.domain import catalogues
from desktop.domain.collation import da_key
from desktop.domain.fields import Choice, Choices, Date, Duration, Field, Moment
from desktop.domain.kind import Kind
from desktop.services.clock import COPENHAGEN
from desktop.services.values import Option
from desktop.store.records import Row
from desktop.texts import Message, Texts, _, inside

Values = Mapping[str, object]

MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
#: A question that would read as two things in an enumeration.
IN_SHORT = {_("What did you talk about, and what did you agree?"): _("The text")}
ABOUT_CHILDREN = frozenset({"anonymous_child", "group", "family_code", "parents", "child"})
ABOUT_ONE = ABOUT_CHILDREN - {"group"}
EXCERPT = 140


#: More are counted in figures.
PLACES = {2: _("two places"), 3: _("three places"), 4: _("four places")}


def places(n: int) -> Message:
    """In how many places something was rewritten, inside a sentence: »to steder«, »tre steder«."""
    return Message(PLACES[n]) if n in PLACES else Message(_("{n} places"), {"n": n})


def changed_in(n: int) -> Message:
    """»rettet to steder«: the tag of what waits for a choice."""
    return Message(_("changed in {places}"), {"places": places(n)})


class Wording:
    """The words of one language."""

    def __init__(self, texts: Texts) -> None:
        self.text = texts

    @property
    def language(self) -> str:
        """The language that labels are given in."""
        return self.text.language

    def label(self, catalogue: str, code: object) -> str:
        """The label of a code, "" for none."""
        return catalogues.load(catalogue).label(code, self.language) if isinstance(code, str) and code else ""

    def options(self, catalogue: str) -> tuple[Option, ...]:
        """What a list offers."""
        return tuple(Option(row.code, row.label(self.language)) for row in catalogues.load(catalogue).shown)

    def day(self, day: date, today: date) -> str:
        """«24. november», with the year when it is another than this."""
        month = self.text(MONTHS[day.month - 1])
        if day.year == today.year:
            return self.text(_("{day} {month}"), day=day.day, month=month)
        return self.text(_("{day} {month} {year}"), day=day.day, month=month, year=day.year)

    def moment(self, moment: datetime, today: date) -> str:
        """«i dag 08.06», «i går 14.10», «9. oktober 13.00»."""
        local = moment.astimezone(COPENHAGEN)
        clock = self.text(_("{hour}:{minute}"), hour=f"{local.hour:02}", minute=f"{local.minute:02}")
        distance = (today - local.date()).days
        if distance == 0:
            return self.text(_("today {clock}"), clock=clock)
        if distance == 1:
            return self.text(_("yesterday {clock}"), clock=clock)
        return f"{self.day(local.date(), today)} {clock}"

    def title(self, values: Values) -> str:
        """«Sparring, 3.b (klasse)»: what kind, and whom it is about."""
        label, code = values.get("subject_label"), values.get("family_code")
        about = label if isinstance(label, str) and label else self._subject(values)
        if values.get("subject") == "family_code" and code:
            about = self.text(_("family {code}"), code=code)
        return self.with_form(values, about)

    def discreet_title(self, values: Values) -> str:
        """The same without a word that somebody typed about one child or family; docs/decisions/004."""
        return self.with_form(values, self.about(values))

    def about(self, values: Values) -> str:
        """Whom it is about, discreetly: »anonymt barn, 3–5 år«, »3.b (klasse)«."""
        label = values.get("subject_label")
        typed = label if isinstance(label, str) and values.get("subject") not in ABOUT_ONE else ""
        return typed or self._subject(values)

    def with_form(self, values: Values, about: str) -> str:
        """«Sparring, 3.b (klasse)» of what it is about."""
        form = self.label("forms", values.get("form")) or self.text(_("Consultation"))
        return f"{form}, {about}" if about else form

    def _subject(self, values: Values) -> str:
        subject = self.label("subjects", values.get("subject"))
        subject = inside(subject)
        age = self.label("age_bands", values.get("age_band"))
        return ", ".join(part for part in (subject, inside(age)) if part)

    def excerpt(self, values: Values) -> str:
        """The beginning of the text, on one line."""
        text = values.get("text")
        line = " ".join(text.split()) if isinstance(text, str) else ""
        return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"

    def value(self, field: Field, value: object, today: date) -> str:
        """One value as a person reads it; "" for what is not shown as text."""
        if isinstance(field, Choice):
            return self.label(field.catalogue, value)
        if isinstance(field, Choices) and isinstance(value, (list, tuple, set, frozenset)):
            rows = catalogues.load(field.catalogue).rows
            order = {row.code: place for place, row in enumerate(rows)}
            codes = sorted((str(code) for code in value), key=lambda code: (order.get(code, len(order)), code))
            labels = [self.label(field.catalogue, code) for code in codes]
            return ("; " if any("," in label for label in labels) else ", ").join(labels)
        if isinstance(field, Date) and isinstance(value, date):
            return self.day(value, today)
        if isinstance(field, Moment) and isinstance(value, datetime):
            return self.moment(value, today)
        if isinstance(field, Duration) and isinstance(value, int):
            return self.text(_("{n} min"), n=value)
        return value if isinstance(value, str) else ""

    def told(self, kind: Kind, values: Values, labels: Mapping[str, str], today: date) -> tuple[tuple[str, str], ...]:
        """(label, value) of the fields of `labels` that hold anything."""
        pairs = ((label, kind.field(name), values.get(name)) for name, label in labels.items())
        said = ((self.text(label), self.value(field, value, today)) for label, field, value in pairs if value)
        return tuple((label, text) for label, text in said if text)

    def inside(self, label: str) -> str:
        """A label in the middle of a sentence: «hvem gør det», «teksten»."""
        return inside(self.text(IN_SHORT.get(label, label)).rstrip("?"))

    def groups(self, kind: Kind, groups: Iterable[str]) -> str:
        """The groups of a change by the labels of their fields: «tidspunkt, tema»."""
        labels: list[str] = []
        for group in groups:
            fields = kind.in_group(group)
            labels.append(self.inside(fields[0].label) if fields else self.text(_("something new")))
        return ", ".join(labels)

    def due(self, due: date | None, status: object, today: date) -> str:
        """When an agreement is due, or was: «Senest 24. november», «Fristen var 17. november»."""
        if due is None or status != "open":
            return ""
        if due < today:
            return self.text(_("It was due {day}"), day=self.day(due, today))
        if due == today:
            return self.text(_("Due today"))
        return self.text(_("By {day}"), day=self.day(due, today))

    def by_name(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Rows in the Danish order of their names."""
        return tuple(sorted(rows, key=lambda row: da_key(str(row.values.get("name", "")))))
