"""The keys of a Journal in memory: the shortest text of the rules in `sync.log_keys`."""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log_keys.KeyJournal

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.log_keys import MadeEpoch


@dataclass
class SpaceKeyring:
    """What is held of one space."""

    keys: dict[int, bytes] = field(default_factory=dict)
    good: set[int] = field(default_factory=set)
    boxed: set[tuple[int, bytes]] = field(default_factory=set)
    made: list[MadeEpoch] = field(default_factory=list)


class MemoryKeys:
    """A part of MemoryJournal. What it holds is open to tests."""

    def __init__(self) -> None:
        self.keyrings: dict[bytes, SpaceKeyring] = {}
        self.key_faults: list[tuple[bytes, int, bytes, bytes]] = []

    def keyring(self, space: bytes) -> SpaceKeyring:
        """The keys of one space."""
        return self.keyrings.setdefault(space, SpaceKeyring())

    def epoch_key(self, space: bytes, epoch: int) -> bytes | None:
        return self.keyring(space).keys.get(epoch)

    def epochs(self, space: bytes) -> frozenset[int]:
        return frozenset(self.keyring(space).keys)

    def good_epochs(self, space: bytes) -> frozenset[int]:
        return frozenset(self.keyring(space).good)

    def put_epoch_key(self, space: bytes, epoch: int, key: bytes, good: bool = True) -> None:
        held = self.keyring(space)
        held.keys[epoch] = key
        if good:
            held.good.add(epoch)

    def boxed(self, space: bytes) -> frozenset[tuple[int, bytes]]:
        return frozenset(self.keyring(space).boxed)

    def mark_boxed(self, space: bytes, pairs: Iterable[tuple[int, bytes]]) -> None:
        self.keyring(space).boxed.update(pairs)

    def made(self, space: bytes) -> list[MadeEpoch]:
        return sorted(self.keyring(space).made, key=lambda made: made.cseq)

    def put_made(self, space: bytes, made: MadeEpoch) -> None:
        held = self.keyring(space)
        if made.op not in [other.op for other in held.made]:
            held.made.append(made)

    def settle_made(self, space: bytes, made: MadeEpoch, stands: bool) -> None:
        held = self.keyring(space)
        held.made = [other for other in held.made if other.op != made.op]
        if stands:
            self.put_epoch_key(space, made.epoch, made.key)

    def key_proof(self, space: bytes, epoch: int, device: bytes, raw: bytes) -> bool:
        proof = (space, epoch, device, raw)
        if proof in self.key_faults:
            return False
        self.key_faults.append(proof)
        return True

    def key_proofs(self) -> list[tuple[bytes, int, bytes, bytes]]:
        return list(self.key_faults)
