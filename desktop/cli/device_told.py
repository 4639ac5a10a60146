"""What `device list` says of a pc: the same facts as a line for people and as JSON for programs."""

from collections.abc import Iterator
from dataclasses import asdict

from desktop.cli.state import State
from desktop.domain.registry import kinds
from desktop.services.membership import Pc
from desktop.services.pcs import UNHEARD
from desktop.services.sync_status import wrong_clock
from desktop.texts import _
from sync.client.health import Said

ENDED = {"": "", "lost": _("stopped: lost"), "left": _("stopped: handed back")}


def line(state: State, pc: Pc, unheard: str, said: Said) -> str:
    """One pc: whose it is, how it ended, and what is known of its health."""
    texts = state.texts
    parts = [pc.device.hex(), pc.name, pc.label, texts(ENDED[pc.state])]
    if unheard:
        parts.append(texts(UNHEARD, name=unheard))
    if not pc.state:
        parts += _health(state, said)
    return "  ".join(filter(None, parts))


def _health(state: State, said: Said) -> Iterator[str]:
    texts = state.texts
    if said.program:
        yield texts(_("version {version}"), version=said.program)
    if said.unsent:
        declared = kinds()
        of = [
            f"{texts(declared[kind].label) if kind in declared else kind} {n}"
            for kind, n in sorted(said.unsent.items(), key=lambda row: (-row[1], row[0]))
        ]
        yield texts(_("not sent: {kinds}"), kinds=", ".join(of))
    if said.lacks:
        yield texts(_("lacks the key of the municipality's list of names"))
    if (clock := wrong_clock(said.clock_ms, here=False)) is not None:
        yield texts(clock)


def facts(pc: Pc, unheard: str, said: Said) -> dict[str, object]:
    """The same for programs."""
    health = {"unsent": dict(said.unsent), "version": said.program, "clock_ms": said.clock_ms}
    return {**asdict(pc), "device": pc.device.hex(), "user": pc.user.hex(), "unheard": unheard, **health}
