"""What a journal must give whoever packs a bundle: entries of a log, and commits that stand in none."""

from typing import Protocol


class BundleJournal(Protocol):
    """Reads only; what comes in by a bundle is stored by the methods that pulled commits are stored by."""

    def gen_start(self, space: bytes, gen: int) -> bytes:
        """The raw GenStart of a generation, "" where it is not here."""

    def entries(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, int, bytes]]:
        """(seq, received_ms, raw commit) of the cursor's generation behind `after`, without a gap; at least one if
        there is any."""

    def loose(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, bytes]]:
        """(place, raw commit) of the stored commits that stand in no log, own ones too, behind a place and in the
        order they were made or came; at least one if there is any."""
