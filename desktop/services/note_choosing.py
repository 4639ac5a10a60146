"""What the form of a note offers this person, and what stands in it before anything is typed; in words."""

from desktop.domain import catalogues
from desktop.domain.registry import kind as kind_of
from desktop.services.assessments import Assessments
from desktop.services.casework_values import NoteChoices
from desktop.services.clock import Clock
from desktop.services.note_kinds import PPR, written_by
from desktop.services.note_lists import NoteLists
from desktop.services.presence import Presence
from desktop.services.session import Names
from desktop.services.settings import Settings
from desktop.services.sharing import Sharing
from desktop.services.spaces import Spaces
from desktop.services.values import Option
from desktop.services.wording import Wording
from desktop.store.records import Records

LAST_PLACE, LAST_SPACE = "last_place", "last_space"
#: The lists of a psychologist's own fields.
OWN = ("level", "focus", "guideposts", "effect", "ppv")
#: What the next note has from the one before it, by Ctrl+Enter and by »as the last one« alike: whom it is about never.
REPEATED = ("institution", "form")


class NoteChoosing:
    """The choices of one person."""

    def __init__(
        self,
        records: Records,
        spaces: Spaces,
        names: Names,
        assessments: Assessments,
        settings: Settings,
        presence: Presence,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._spaces, self._names = records, spaces, names
        self._assessments, self._settings, self._presence = assessments, settings, presence
        self._words, self._clock, self._me = words, clock, me
        self._lists = NoteLists(records)
        self._kind = ""

    @property
    def kind(self) -> str:
        """The kind of what this person writes, as it was when the choices were last read."""
        return self._kind or self._read_kind()

    def choices(self, kind: str = "", concern: object = None) -> NoteChoices:
        """What the form offers now; `kind` for a note that is of another kind than what this person writes; (R).

        `concern`: what the note is about, where it is about one.
        """
        kind, words, offered = kind or self._read_kind(), self._words, self._names.places()
        last = self._settings.hidden(LAST_PLACE)
        place = self._presence.here() or (bytes.fromhex(last) if isinstance(last, str) else None)
        prefill: dict[str, object] = {"occurred_at": self._clock.now().replace(second=0, microsecond=0)}
        if any(one.rec == place for one in offered):
            prefill["institution"] = place
        previous = self._lists.last_by(self._me)
        return NoteChoices(
            places=offered,
            forms=words.options("forms"),
            subjects=words.options("ppr_subjects" if kind == PPR else "subjects"),
            age_bands=words.options("age_bands"),
            themes=words.options("themes"),
            outcomes=words.options("outcomes"),
            requesters=words.options("requester_roles"),
            sharing=self.sharing(concern),
            kind=kind,
            owners=tuple(Option(user.hex(), name) for user, name in self._names.users().items()),
            consent_roles=words.options("consent_roles"),
            perspectives=words.options("perspectives"),
            scales=self._assessments.scales(),
            hints=self._hints(),
            own={name: words.options(_catalogue(name)) for name in OWN} if kind == PPR else {},
            previous={name: previous.values[name] for name in REPEATED if name in previous.values} if previous else {},
            prefill=prefill,
        )

    def _hints(self) -> dict[str, str]:
        told = ((row.code, row.text("hint", self._words.language)) for row in catalogues.load("themes").shown)
        return {code: words for code, words in told if words}

    def sharing(self, concern: object = None, child: object = None) -> Sharing:
        """Who can read a new note, about a concern, else about a child, else about a place; (R)."""
        last = self._settings.hidden(LAST_SPACE)
        return Sharing(
            spaces=self._spaces.all(),
            homes=self._names.homes(),
            about=self._spaces.of(concern, "concern") or self._spaces.of(child, "child"),
            last=bytes.fromhex(last) if isinstance(last, str) else None,
            keeps=self.kind == PPR,
        )

    def remember(self, place: object, space: bytes | None) -> None:
        """What the next note begins with; (W)."""
        for name, value in ((LAST_PLACE, place), (LAST_SPACE, space)):
            if isinstance(value, bytes) and self._settings.hidden(name) != value.hex():
                self._settings.hide(name, value.hex())

    def _read_kind(self) -> str:
        self._kind = written_by(self._records, self._me)
        return self._kind


def _catalogue(name: str) -> str:
    return str(getattr(kind_of(PPR).field(name), "catalogue", ""))
