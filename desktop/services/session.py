"""Who is at the keyboard, and what the others are called."""

from dataclasses import dataclass

from desktop.domain import roles
from desktop.services.events import Event, Events, RecordsChanged
from desktop.services.spaces import Spaces
from desktop.store.records import Records
from desktop.texts import Texts, _


@dataclass(frozen=True)
class Me:
    """The person of this pc. `district` is empty for one who works in several."""

    user: bytes
    name: str
    title: str
    district: str


class Names:
    """What colleagues and places are called; remembered until a record of theirs changes."""

    def __init__(self, records: Records, texts: Texts, events: Events) -> None:
        self._records, self._texts = records, texts
        self._users: dict[bytes, str] | None = None
        self._places: dict[bytes, str] | None = None
        events.subscribe(self._heard)

    def user(self, user: bytes) -> str:
        """The colleague's name; a phrase for one whose name has not come yet."""
        if self._users is None:
            self._users = {row.rec: str(row.values.get("name", "")) for row in self._records.all("member")}
        return self._users.get(user) or self._texts(_("a colleague"))

    def users(self) -> dict[bytes, str]:
        """Every colleague."""
        self.user(b"")
        return dict(self._users or {})

    def place(self, rec: object) -> str:
        """The name of an institution, "" for none, a phrase for one that cannot be seen from here."""
        if not isinstance(rec, bytes) or not rec:
            return ""
        if self._places is None:
            self._places = {row.rec: str(row.values.get("name", "")) for row in self._records.all("institution")}
        return self._places.get(rec) or self._texts(_("a place you have no access to"))

    def _heard(self, event: Event) -> None:
        if isinstance(event, RecordsChanged):
            if "member" in event.kinds:
                self._users = None
            if "institution" in event.kinds:
                self._places = None


def who_am_i(user: bytes, records: Records, spaces: Spaces, texts: Texts) -> Me:
    """The person of this pc, from the organisation's records."""
    row = records.row("member", user)
    values = row.values if row else {}
    title = str(values.get("title", "")) or texts(roles.title(str(values.get("role", ""))))
    shorts = {space.short for space in spaces.all() if space.short}
    return Me(user, str(values.get("name", "")), title, shorts.pop() if len(shorts) == 1 else "")
