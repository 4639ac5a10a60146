"""What a record's page says beyond its values: versions by name and time, history in words, send states."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.domain.kind import Kind
from desktop.services.clock import from_ms
from desktop.services.lineage import divided, origin, repeated
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.values import HistoryLine, SendState, Version
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import _, inside
from sync.merge import RecordView, Rev, Survivor
from sync.model import Dot

_STATES: dict[str, SendState] = {"local": "local", "stored": "sent", "seen": "seen"}


#: What is said of a note after it was approved as well is no correction of it: by its group, and taken back.
BESIDE = (
    ("journal", _("Put it on file"), _("Took back that it was put on file")),
    ("followed", _("Followed it up"), _("Took back that it was followed up")),
)


class Versions:
    """Puts names and words on survivors and revisions."""

    def __init__(self, records: Records, names: Names, words: Wording, me: bytes) -> None:
        self._records, self._names, self._words, self._me = records, names, words, me

    def states(self, recs: Iterable[bytes]) -> dict[bytes, SendState]:
        """How far one's own changes of these records are."""
        return {rec: _STATES[state] for rec, state in self._records.send_states(recs).items()}

    def divided(self, row: Row) -> int:
        """In how many places a record of a list was rewritten; 0 where it waits for no choice."""
        found = self._records.get(row.kind, row.rec, row.space) if row.conflicts else None
        return divided(found.view) if found is not None else 0

    def of(self, survivors: Iterable[Survivor], field: str) -> tuple[Version, ...]:
        """The text of `field` in each survivor."""
        return tuple(self._version(one, one.user, one.at[0], field) for one in survivors)

    @staticmethod
    def when(survivor: Survivor) -> datetime:
        """When a surviving value was written, as its author said."""
        return from_ms(survivor.at[0])

    def group(self, view: RecordView, group: str, field: str) -> tuple[Version, ...]:
        """Every version of a group's text: more than one where it was corrected in two places.

        Each in the name of whoever wrote it, also where another chose it.
        """
        shown = view.groups.get(group)
        if shown is None:
            return ()
        approved = any(one.final for one in shown.survivors)
        wrote = [(one, origin(view, group, one)) for one in shown.survivors]
        return tuple(
            self._version(one, rev.user, rev.at[0], field, one.proposal or (approved and not one.final))
            for one, rev in wrote
        )

    def _version(self, one: Survivor, user: bytes, ms: int, field: str, beside: bool = False) -> Version:
        text = str(one.value.get(field, ""))
        return Version(text, self._names.user(user), from_ms(ms), user == self._me, beside)

    def history(self, kind: Kind, view: RecordView, quoted: str = "") -> tuple[HistoryLine, ...]:
        """What happened to the record, oldest first; the field `quoted` is told in full each time it was written."""
        here = {rev.dot: rev for rev in view.history}
        return tuple(
            HistoryLine(from_ms(rev.at[0]), self._names.user(rev.user), self._what(kind, rev, quoted, here))
            for rev in view.history
        )

    def _what(self, kind: Kind, rev: Rev, quoted: str, here: Mapping[Dot, Rev]) -> str:
        said, text = rev.revision, self._words.text
        if rev.erased:
            return text(_("Wrote something that is erased now"))
        if said.act == "purge":
            return text(_("Erased"))
        if said.act == "finalise":
            return text(_("Approved"))
        if "withdrawn" in said.set:
            return text(_("Removed it")) if said.set["withdrawn"] else text(_("Brought back"))
        if said.act == "amend":
            return text(_("Wrote an addition"))
        for group, words, back in BESIDE:
            if said.set.keys() == {group}:
                return text(words if said.set[group] else back)
        written = said.set.get(kind.field(quoted).group, {}).get(quoted) if quoted else None
        again = any(repeated(here, group, rev) for group in said.set)
        if isinstance(written, str):
            wrote = _("Wrote: »{text}«")
            if again:
                wrote = _("Chose: »{text}«") if said.act == "resolve" else _("Brought back: »{text}«")
            beside = [group for group in said.set if group != kind.field(quoted).group] if said.act != "create" else []
            also = inside(text(_("Corrected: {fields}"), fields=self._words.groups(kind, beside))) if beside else ""
            return " · ".join(filter(None, (text(wrote, text=written), also)))
        if said.act == "resolve":
            return text(_("Settled: {fields}"), fields=self._words.groups(kind, said.set))
        if said.act == "create":
            return text(_("Wrote it") if kind.name in NOTES else _("Created it"))
        return text(_("Corrected: {fields}"), fields=self._words.groups(kind, said.set))
