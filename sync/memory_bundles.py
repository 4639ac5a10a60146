"""What a Journal in memory gives whoever packs a bundle."""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log_bundles

from sync.memory_space import SpaceLog


class MemoryBundles:
    """The part of `sync.memory` that only bundles read."""

    def space(self, space: bytes) -> SpaceLog:
        """Everything held of one space."""
        raise NotImplementedError

    def commit(self, space: bytes, cid: bytes) -> bytes | None:
        raise NotImplementedError

    def gen_start(self, space: bytes, gen: int) -> bytes:
        return self.space(space).starts.get(gen, b"")

    def entries(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, int, bytes]]:
        held = self.space(space)
        at = {held.seqs[cid]: cid for cid in held.listed}
        found: list[tuple[int, int, bytes]] = []
        size = 0
        while cid := at.get(after + len(found) + 1):
            raw = self.commit(space, cid) or b""
            size += len(raw)
            if found and size > max_bytes:
                break
            found.append((held.seqs[cid], held.times[cid], raw))
        return found

    def loose(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, bytes]]:
        held = self.space(space)
        cids = [cid for cid in (*held.entries, *held.own) if cid not in held.listed]
        found: list[tuple[int, bytes]] = []
        size = 0
        for place, cid in enumerate(cids[after:], after + 1):
            raw = self.commit(space, cid) or b""
            size += len(raw)
            if found and size > max_bytes:
                break
            found.append((place, raw))
        return found
