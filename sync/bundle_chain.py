"""How far the entries of a bundle are proved: the chain over them must end in, or pass, a Head of the endpoint.

Holds a few hashes and no entry, whatever the length. Checks no signature: starts and heads come in verified.
"""

from collections.abc import Iterable

from sync.bundle import Given
from sync.heads import Entry, GenStart, Head, next_chain
from sync.model import NO_WITNESS, Witness


class Stretch:
    """The entries of one space in one bundle, seen in their order."""

    def __init__(self, given: Given, marks: Iterable[Witness] = ()) -> None:
        """`marks` are places at which the chain is wanted, beside those of the heads that the manifest names."""
        self._given = given
        self._marks = {(place.gen, place.seq) for place in (*given.heads, *marks)}
        self._run = NO_WITNESS
        self.start: GenStart | None = None
        """The beginning of the newest generation given."""
        self.base = NO_WITNESS
        """The place that the entries follow; a claim until the chain from it ends in a Head."""
        self.passed: dict[tuple[int, int], bytes] = {}
        """(gen, seq) → the chain over the entries there, at the marks."""
        self.heads: dict[int, Head] = {}
        """seq → a Head of this generation."""

    def begin(self, start: GenStart) -> None:
        """A GenStart that the endpoint signed."""
        if self.start is None or start.gen > self.start.gen:
            self.start = start

    def sign(self, head: Head) -> None:
        """A Head that the endpoint signed."""
        if head.gen == self._given.gen:
            self.heads[head.seq] = head

    def follow(self, gen: int, entry: Entry) -> None:
        """The next entry. One that does not follow is passed over: what comes behind it is not proved by it."""
        if self._run == NO_WITNESS and (gen, entry.seq) == (self._given.gen, self._given.first):
            self.base = self._base()
            self._come_to(self.base)
        if (gen, entry.seq) == (self._run.gen, self._run.seq + 1):
            self._come_to(Witness(gen, entry.seq, next_chain(self._run.chain, entry.cid, entry.received_ms)))

    def _base(self) -> Witness:
        given, start = self._given, self.start
        if given.first == 1 and start is not None and start.gen == given.gen:
            return Witness(given.gen, 0, start.chain)
        return Witness(given.gen, given.first - 1, given.needs.chain)

    def _come_to(self, place: Witness) -> None:
        self._run = place
        if (place.gen, place.seq) in self._marks:
            self.passed[place.gen, place.seq] = place.chain

    def proved(self) -> Head | None:
        """The highest Head that the chain over the entries ends in or passes."""
        ends = [head for seq, head in self.heads.items() if self.passed.get((head.gen, seq)) == head.chain]
        return max(ends, key=lambda head: head.seq, default=None)
