"""What the top bar says about sync: a state, the figures behind it, and one sentence."""

from dataclasses import dataclass
from typing import Literal

from desktop.texts import Message, _

SyncKind = Literal["offline", "online", "sending", "behind", "frozen", "full", "trouble"]


@dataclass(frozen=True)
class SyncStatus:
    """What the top bar says."""

    state: SyncKind
    waiting: int
    to_settle: int
    sentence: Message


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
