"""What a record's page says beyond its values: versions by name and time, history in words, send states."""

from collections.abc import Iterable
from datetime import datetime

from desktop.domain.kind import Kind
from desktop.services.clock import from_ms
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.values import HistoryLine, SendState, Version
from desktop.services.wording import Wording
from desktop.store.records import Records
from desktop.texts import _
from sync.merge import RecordView, Rev, Survivor

_STATES: dict[str, SendState] = {"local": "local", "stored": "sent", "seen": "seen"}


class Versions:
    """Puts names and words on survivors and revisions."""

    def __init__(self, records: Records, names: Names, words: Wording, me: bytes) -> None:
        self._records, self._names, self._words, self._me = records, names, words, me

    def states(self, recs: Iterable[bytes]) -> dict[bytes, SendState]:
        """How far one's own changes of these records are."""
        return {rec: _STATES[state] for rec, state in self._records.send_states(recs).items()}

    def of(self, survivors: Iterable[Survivor], field: str) -> tuple[Version, ...]:
        """The text of `field` in each survivor."""
        survivors = tuple(survivors)
        approved = any(survivor.final for survivor in survivors)
        return tuple(
            Version(
                str(survivor.value.get(field, "")),
                self._names.user(survivor.user),
                from_ms(survivor.at[0]),
                survivor.user == self._me,
                survivor.proposal or (approved and not survivor.final),
            )
            for survivor in survivors
        )

    @staticmethod
    def when(survivor: Survivor) -> datetime:
        """When a surviving value was written, as its author said."""
        return from_ms(survivor.at[0])

    def group(self, view: RecordView, group: str, field: str) -> tuple[Version, ...]:
        """Every version of a group's text: more than one where it was corrected in two places."""
        shown = view.groups.get(group)
        return self.of(shown.survivors, field) if shown else ()

    def history(self, kind: Kind, view: RecordView, quoted: str = "") -> tuple[HistoryLine, ...]:
        """What happened to the record, oldest first; the field `quoted` is told in full each time it was written."""
        return tuple(
            HistoryLine(from_ms(rev.at[0]), self._names.user(rev.user), self._what(kind, rev, quoted))
            for rev in view.history
        )

    def _what(self, kind: Kind, rev: Rev, quoted: str) -> str:
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
        written = said.set.get(kind.field(quoted).group, {}).get(quoted) if quoted else None
        if isinstance(written, str):
            return text(_("Wrote: »{text}«"), text=written)
        if said.act == "create":
            return text(_("Wrote it") if kind.name in NOTES else _("Created it"))
        return text(_("Corrected: {fields}"), fields=self._words.groups(kind, said.set))
