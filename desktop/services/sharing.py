"""Who can read what is new: the spaces it can be kept in, by where what it is about lives; frozen and pure.

A space is a district × compartment (docs/format.md): those of one district have the same short name.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from desktop.domain.columns import fold
from desktop.services.errors import NotAllowed
from desktop.services.spaces import Space
from desktop.services.values import Option
from desktop.texts import Message, _


@dataclass(frozen=True)
class Sharing:
    """What one person can choose; a space is named by its code, "" for none. A place may be one by its district.

    `spaces`: all that are read here. `homes`: by place, the space it lives in. `about`: that of the concern or child
    the note is about, which is nearer to it than the place. `last`: where the last note went; `keeps`: of one district
    the next goes there too (a psychologist's »Kun PPR«).
    """

    spaces: tuple[Space, ...] = ()
    homes: Mapping[object, bytes] = field(default_factory=dict)
    about: bytes | None = None
    last: bytes | None = None
    keeps: bool = False

    @classmethod
    def of_contacts(cls, spaces: tuple[Space, ...], homes: Mapping[object, bytes]) -> "Sharing":
        """Of a new person, by the place he works at, and of a new place, by the name of its district.

        Where several spaces are of one district contacts live where most places do; so do those of no district.
        """
        many = Counter(homes.values())
        by_size = sorted(spaces, key=lambda space: -many[space.id])
        named: dict[object, bytes] = {}
        for space in by_size:
            if space.short:
                named.setdefault(fold(space.short), space.id)
        return cls(spaces, {**homes, **named}, last=next((space.id for space in by_size if space.can_write), None))

    def home(self, place: object) -> bytes | None:
        """Where what the note is about lives; None where nobody here knows."""
        return self.about or self.homes.get(place)

    def usual(self, place: object) -> str:
        """Where the note goes by itself: with what it is about, else where the last one went."""
        home, may = self.home(place), {space.id: space.option.code for space in self._writable}
        kept = self.last if self.keeps and self.about is None and self._of_one_district(self.last, home) else None
        found = next((may[space] for space in (kept, home, self.last) if space in may), "")
        return found or next(iter(may.values()), "")

    def goes_to(self, place: object) -> bytes | None:
        """The same by its id, where nobody is there to be told who reads it; None where nothing can be written.

        Raises NotAllowed where somebody would have to be told.
        """
        space = self.usual(place)
        if self.elsewhere(place, space) is not None:
            raise NotAllowed
        return bytes.fromhex(space) or None

    def offered(self, place: object) -> tuple[Option, ...]:
        """The choices: those of the same district first."""
        home = self.home(place)
        near_first = sorted(self._writable, key=lambda one: not self._of_one_district(one.id, home))
        return tuple(one.option for one in near_first)

    def elsewhere(self, place: object, space: str) -> Message | None:
        """What must be said before it is kept there: people of another district will read it."""
        home, chosen = self.home(place), bytes.fromhex(space)
        if home is None or not chosen or self._of_one_district(chosen, home):
            return None
        said = _("It belongs in »{home}«. Everybody in »{space}« can read it, also those who come later.")
        return Message(said, {"home": self._name(home), "space": self._name(chosen)})

    @property
    def _writable(self) -> tuple[Space, ...]:
        return tuple(space for space in self.spaces if space.can_write)

    @cached_property
    def _known(self) -> dict[bytes, Space]:
        return {space.id: space for space in self.spaces}

    def _of_one_district(self, one: bytes | None, other: bytes | None) -> bool:
        if one is None or other is None or one == other:
            return one is not None and one == other
        shorts = [self._known[space].short for space in (one, other) if space in self._known]
        return len(shorts) == 2 and shorts[0] == shorts[1] != ""

    def _name(self, space: bytes) -> object:
        return self._known[space].name if space in self._known else Message(_("a space you have no access to"))
