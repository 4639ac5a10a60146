"""What the top bar says about sync: a state, the figures behind it, and one sentence."""

from dataclasses import dataclass
from typing import Literal

from desktop.texts import Message, _

SILENT_DAYS = 7
"""From so many days without contact on, it is said where people look."""
LAST_CONTACT = "last_contact"
"""The hidden setting that says when the server answered last."""
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
WRONG_MS = 10 * _MINUTE
"""A clock that is further off than this is told of: what is written gets a time that others stumble over."""

SyncKind = Literal["offline", "online", "sending", "behind", "frozen", "full", "trouble"]


@dataclass(frozen=True)
class SyncStatus:
    """What the top bar says."""

    state: SyncKind
    waiting: int
    to_settle: int
    sentence: Message


def wrong_clock(offset_ms: int | None, here: bool = True) -> Message | None:
    """How far the clock of a pc is off; `offset_ms` is the server's time minus the pc's, None where not known."""
    if offset_ms is None or abs(offset_ms) < WRONG_MS:
        return None
    size = abs(offset_ms)
    if size < 90 * _MINUTE:
        much = Message(_("{n} minutes"), {"n": round(size / _MINUTE)})
    elif size < 36 * _HOUR:
        much = Message(_("{n} hours"), {"n": round(size / _HOUR)})
    else:
        much = Message(_("{n} days"), {"n": max(2, round(size / _DAY))})
    behind, ahead = _("The clock of this pc is {much} behind"), _("The clock of this pc is {much} ahead")
    if not here:
        behind, ahead = _("its clock is {much} behind"), _("its clock is {much} ahead")
    return Message(behind if offset_ms > 0 else ahead, {"much": much})


def status_of(engine: str, reached: bool, waiting: int, to_settle: int, refused: int) -> SyncStatus:
    """The state of the top bar and its sentence. Never «all is sent» while something waits."""
    state: SyncKind
    special: dict[str, tuple[SyncKind, Message]] = {
        "behind": ("behind", Message(_("Update Rød Tråd to read everything"))),
        "frozen": ("frozen", Message(_("Sync is stopped: the municipality's server gave a false answer"))),
        "full": ("full", Message(_("The disk is full: nothing new is fetched"))),
    }
    queue = Message(_("{n} waiting to be sent"), {"n": waiting})
    if engine in special:
        state, first = special[engine]
        parts = [first, *([queue] if waiting else [])]
    elif not reached or engine == "offline":
        state, parts = "offline", [Message(_("Offline")), queue if waiting else Message(_("everything is sent"))]
    elif refused:
        state, parts = "trouble", [Message(_("{n} not taken by the municipality's server"), {"n": refused})]
    elif waiting:
        state, parts = "sending", [Message(_("Sending")), queue]
    else:
        state, parts = "online", [Message(_("Everything is sent"))]
    if to_settle:
        parts.append(Message(_("{n} to settle"), {"n": to_settle}))
    return SyncStatus(state, waiting, to_settle, _joined(parts))


def _joined(parts: list[Message]) -> Message:
    names = [f"part{n}" for n in range(len(parts))]
    return Message(" · ".join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))
