"""Whether the log here bears out what an author says that he saw of it, from generation to generation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sync.model import Witness

if TYPE_CHECKING:
    from sync.client.rounds import Round


def borne_out(round_: "Round", space: bytes, gen: int, seq: int, chains: Mapping[int, bytes], wit: Witness) -> bool:
    """Whether the witness of a commit at `seq` of generation `gen` (0: in no log) stands, or nothing is left to tell.

    False where its author saw another log, or a part of it that has not come here. `chains` are places of `gen` that
    are not stored yet. What an endpoint lost with an earlier generation, or said before it was given a new key, is not
    held against anybody.
    """
    named = round_.control.roster().start(space)
    if wit.gen == 0 or (named is not None and wit.gen < named.gen):
        return True
    known = chains.get(wit.seq) if wit.gen == gen else None
    known = known or round_.journal.chain_at(space, wit.gen, wit.seq)
    if known is None:
        return wit.gen < gen
    return known == wit.chain and (wit.gen != gen or not seq or wit.seq < seq)
