"""`roedtraad-endpoint bundle export|import`: what the endpoint keeps goes out by hand, and comes in by hand."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sync import bundle_file
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import folder, words
from sync.server.arguments import Data, Where, now_ms, say, stop
from sync.server.bell import Bell
from sync.server.bundles import Brought, Packing, Taking
from sync.server.endpoint import Endpoint
from sync.server.opening import opened
from sync.texts import Message, _

DAY_MS = 86_400_000
bundle = typer.Typer(name="bundle", help=_("Bundles: what travels by hand."), no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]
File = Annotated[Path, typer.Argument(help=_("The bundle."), metavar="FILE")]


@bundle.callback()
def group() -> None:
    """Bundles."""


@contextmanager
def _serving(data: Path, database: str | None) -> Iterator[tuple[Endpoint, SigningKey]]:
    """The endpoint over its database; another process may be serving from it."""
    try:
        folder.prepare(data)
        base, key = opened(data, database)
    except folder.Unusable as error:
        stop(error)
    try:
        yield Endpoint(base, key, Bell(), now_ms), key
    except SyncError as error:
        stop(error)
    except OSError as error:
        why = {"file": error.filename, "why": words.system(error)}
        stop(Message(_("cannot read or write {file}: {why}"), why))
    finally:
        base.close()


def _how_far(done: int, of: int) -> None:
    print(words.texts()(_("part {done} of {of}"), done=done, of=of), file=sys.stderr)


@bundle.command("export", help=_("Write everything of an organisation to a new file. Sealed bodies stay sealed."))
def export(
    file: File,
    org: Annotated[str, typer.Option(help=_("The organisation's id: 32 hexadecimal digits."))],
    data: Data,
    days: Annotated[int, typer.Option(min=0, help=_("Days until it warns that it is old; 0 = never."))] = 30,
    as_json: AsJson = False,
    database: Where = None,
) -> None:
    """Write everything of an organisation to a new file. Sealed bodies stay sealed."""
    try:
        org_id = bytes.fromhex(org)
    except ValueError:
        stop(Message(_("{option} is not 32 hexadecimal digits"), {"option": "--org"}))
    if file.exists():
        stop(Message(_("{file} is there already; nothing was written over it"), {"file": file}))
    with _serving(data, database) as (endpoint, key):
        packing = Packing(endpoint, key, org_id, now_ms() + days * DAY_MS if days else 0)
        made = bundle_file.save(file, packing.items(), packing.signed)
    facts = {
        "file": str(file),
        "segments": len(made.segments),
        "ops": made.ctl.cseq,
        "spaces": len(made.given),
        "commits": sum(given.last for given in made.given),
    }
    if as_json:
        print(json.dumps(facts))
    else:
        say(
            _("wrote {file}: {commits} commits of {logs} logs"),
            file=file,
            commits=facts["commits"],
            logs=len(made.given),
        )


@bundle.command(
    "import",
    help=_(
        "Take a bundle in, as if its commits had been pushed; what cannot be used is named, and is left. Exit status 1"
        " where something was."
    ),
)
def import_(
    file: File,
    data: Data,
    look: Annotated[bool, typer.Option("--look", help=_("Say what it would bring; change nothing."))] = False,
    as_json: AsJson = False,
    database: Where = None,
) -> None:
    """Take a bundle in, as if its commits had been pushed; what cannot be used is named, and is left. Exit status 1
    where something was."""
    with _serving(data, database) as (endpoint, _key), bundle_file.opened(file) as found:
        brought = Taking(endpoint, found, look=look).all(_how_far)
    if as_json:
        print(json.dumps(facts_of(brought)))
    else:
        for line in lines_of(brought, look=look):
            print(line)
    if brought.faults or brought.malformed or brought.refused:
        raise typer.Exit(1)


def facts_of(brought: Brought) -> dict[str, object]:
    """What came, for programs."""
    return {
        "signed": brought.signed,
        "expired": brought.expired,
        "made_ms": brought.manifest.made_ms,
        "ops": brought.ops,
        "new": brought.fresh,
        "known": brought.known,
        "refused": dict(brought.refused),
        "beats": brought.beats,
        "boxes": brought.boxes,
        "faults": [[fault.number, fault.reason] for fault in brought.faults],
        "malformed": brought.malformed,
        "newer": brought.newer,
    }


def lines_of(brought: Brought, *, look: bool) -> Iterator[str]:
    """What came, for people."""
    texts = words.texts()
    counts = {"ops": brought.ops, "known": brought.known}
    if look:
        yield texts.plural(
            _("would take {n} commit and {ops} ops; {known} were here"),
            _("would take {n} commits and {ops} ops; {known} were here"),
            brought.fresh,
            **counts,
        )
    else:
        yield texts.plural(
            _("took {n} commit and {ops} ops; {known} were here"),
            _("took {n} commits and {ops} ops; {known} were here"),
            brought.fresh,
            **counts,
        )
    yield texts(_("{beats} beats, {boxes} key boxes"), beats=brought.beats, boxes=brought.boxes)
    if not brought.signed:
        yield texts(_("the maker of the bundle is not known; every commit in it was verified by itself"))
    if brought.expired:
        yield texts(_("the bundle is older than its maker wanted; nothing in it is wrong for that"))
    for reason, times in sorted(brought.refused.items()):
        yield texts(_("not taken: {times} × {reason}"), times=times, reason=words.reason(reason))
    for fault in brought.faults:
        why = words.reason(fault.reason)
        if fault.number:
            yield texts(_("part {number}: {reason}"), number=fault.number, reason=why)
        else:
            yield texts(_("the end: {reason}"), reason=why)
    if brought.malformed:
        yield texts.plural(_("{n} thing in it cannot be read"), _("{n} things in it cannot be read"), brought.malformed)
    if brought.newer:
        yield texts.plural(
            _("{n} thing in it is of a newer version"), _("{n} things in it are of a newer version"), brought.newer
        )
