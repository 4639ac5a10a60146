"""Search over everything this pc can read: groups of the newest matches, in words, each with a discreet form.

It knows which kinds are shown, and in what order; what a word is, `desktop.domain.searching` says. A search that was
answered stands in the read log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.registry import kinds
from desktop.domain.searching import query, words
from desktop.services.agreements import Agreements
from desktop.services.casework import Consultations
from desktop.services.clock import Clock
from desktop.services.concerns import Concerns
from desktop.services.errors import told
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.store.search import COUNTED, Finder, Matches, Superseded
from desktop.texts import _

LONGEST = 200
"""Characters of a search that count."""
ENOUGH = 3
"""Letters of an action's name after which it is meant, whatever else is found."""
AT_FIRST, MORE = 4, 20
"""Rows of a group at first, and each time more is asked for."""
CALLED = ("institution", "person")
"""Kinds whose names anybody may see: one that is called what was typed stands before all that only hold the words."""


@dataclass(frozen=True)
class Hit:
    """One record that was found: what it is, in words, and without what somebody typed about a child or a family.

    `rec` of `kind` is the page it opens.
    """

    kind: str
    rec: bytes
    title: str
    discreet_title: str
    detail: str
    extra: str = ""


@dataclass(frozen=True)
class Group:
    """The newest matches of one kind. `count` is how many there are; `over`: there are more than that."""

    kind: str
    label: str
    hits: tuple[Hit, ...]
    count: int
    over: bool


@dataclass(frozen=True)
class Answer:
    """What a text found. `asked` is false where it was too short to search records by."""

    text: str
    asked: bool
    groups: tuple[Group, ...]


class Search:
    """The search of one unlocked app. One question at a time: the next one ends it."""

    def __init__(
        self,
        finder: Finder,
        records: Records,
        concerns: Concerns,
        consultations: Consultations,
        agreements: Agreements,
        names: Names,
        readlog: ReadLog,
        wording: Wording,
        clock: Clock,
    ) -> None:
        self._finder, self._records, self._names = finder, records, names
        self._concerns, self._consultations, self._agreements = concerns, consultations, agreements
        self._readlog, self._words, self._clock = readlog, wording, clock
        self._shown: Mapping[str, Callable[[Row], Hit]] = {
            "concern": self._concern,
            "institution": self._institution,
            "person": self._person,
            "consultation": self._consultation,
            "ppr_consultation": self._consultation,
            "agreement": self._agreement,
            "assessment": self._assessment,
        }

    def ask(self, text: str, limits: Mapping[str, int] | None = None) -> Callable[[], Answer | None]:
        """A question to run on the thread for search; what was asked before is stopped. Any thread.

        `limits` is how many rows of a kind are wanted, AT_FIRST where nothing is said. The answer is None when
        something else was asked meanwhile.
        """
        turn = self._finder.supersede()
        return lambda: self._answer(text, limits or {}, turn)

    def stop(self) -> None:
        """Ends the question that is under way; any thread."""
        self._finder.supersede()

    @told()
    def note(self, text: str) -> None:
        """Writes in the read log that this was searched for, and answered; (W)."""
        self._readlog.searched(" ".join(text.split())[:LONGEST])

    @told()
    def _answer(self, text: str, limits: Mapping[str, int], turn: int) -> Answer | None:
        asked = query(text[:LONGEST], self._words.language)
        if not asked:
            return Answer(text, False, ())
        groups = []
        try:
            for kind in self._shown:
                limit = limits.get(kind, AT_FIRST)
                found = self._finder.find(kind, asked, max(limit, MORE) if kind in CALLED else limit, turn)
                if found.count:
                    groups.append(self._group(found, text, limit))
        except Superseded:
            return None
        groups.sort(key=lambda group: not any(_called(text, hit) for hit in group.hits))
        return Answer(text, True, tuple(groups))

    def _group(self, found: Matches, text: str, limit: int) -> Group:
        rows = (self._records.row(found.kind, rec) for rec, _space in found.places)
        hits = sorted(
            (self._shown[found.kind](row) for row in rows if row is not None),
            key=lambda hit: not _called(text, hit),
        )
        label = self._words.text(kinds()[found.kind].plural)
        return Group(found.kind, label, tuple(hits[:limit]), min(found.count, COUNTED), found.count > COUNTED)

    def _concern(self, row: Row) -> Hit:
        (shown,) = self._concerns.rows((row,))
        noticed = self._words.day(shown.noticed_on, self._today) if shown.noticed_on else ""
        detail = _line(shown.place, shown.room, noticed, shown.status.label)
        return Hit("concern", row.rec, shown.title, shown.discreet_title, detail)

    def _institution(self, row: Row) -> Hit:
        name = str(row.values.get("name", ""))
        type_ = self._words.label("institution_types", row.values.get("type"))
        said = (type_, row.values.get("district"))
        apart = self._names.apart().get(row.rec, "")
        told = any(part and part in apart for part in said)
        return Hit("institution", row.rec, name, name, _line(*said, "" if told else apart))

    def _person(self, row: Row) -> Hit:
        name = str(row.values.get("name", ""))
        place = self._names.place(row.values.get("institution"))
        return Hit("person", row.rec, name, name, _line(row.values.get("role_title"), place))

    def _consultation(self, row: Row) -> Hit:
        (shown,) = self._consultations.rows((row,))
        who = self._words.text(_("You")) if shown.mine else shown.who
        when = self._words.moment(shown.occurred_at, self._today)
        detail = _line(shown.place, who, when)
        return Hit("consultation", row.rec, shown.title, shown.discreet_title, detail, shown.excerpt)

    def _agreement(self, row: Row) -> Hit:
        (shown,) = self._agreements.rows((row,))
        discreet = _line(self._words.text(_("Agreement")), shown.place, sign=", ")
        title = self._words.excerpt({"text": shown.texts[0].text}) if shown.texts else discreet
        return Hit("agreement", row.rec, title, discreet, _line(shown.status.label, shown.due_text))

    def _assessment(self, row: Row) -> Hit:
        scale = self._words.label("scales", row.values.get("scale"))
        who = self._words.label("perspectives", row.values.get("perspective"))
        day = row.values.get("assessed_on")
        when = self._words.day(day, self._today) if day else ""
        reason = self._words.excerpt({"text": row.values.get("reason")})
        about: tuple[str, Any] = ("concern", row.values.get("concern"))
        if not about[1]:
            about = ("consultation", row.values.get("consultation") or b"")
        return Hit(*about, scale, scale, _line(who, when), reason)

    @property
    def _today(self) -> date:
        return self._clock.now().date()


def matches(text: str, label: str) -> bool:
    """Whether what is typed names a thing called `label`, as records are found; nothing typed names everything."""
    have = words(label)
    return all(any(word.startswith(asked) for word in have) for asked in words(text))


def begins(text: str, label: str) -> bool:
    """Whether what is typed is the beginning of what a thing is called, and more than a letter or two."""
    asked = " ".join(words(text))
    return len(asked) >= ENOUGH and " ".join(words(label)).startswith(asked)


def _called(text: str, hit: Hit) -> bool:
    return hit.kind in CALLED and begins(text, hit.title)


def _line(*parts: object, sign: str = " · ") -> str:
    return sign.join(str(part) for part in parts if part)
