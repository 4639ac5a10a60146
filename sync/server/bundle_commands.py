"""`roedtraad-endpoint bundle export|import`: what the endpoint keeps goes out by hand, and comes in by hand."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sync import bundle_file
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import folder
from sync.server.arguments import Data, Where, now_ms, stop
from sync.server.bell import Bell
from sync.server.bundles import Brought, Packing, Taking
from sync.server.endpoint import Endpoint
from sync.server.opening import opened

DAY_MS = 86_400_000
bundle = typer.Typer(name="bundle", help="Bundles: what travels by hand.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
File = Annotated[Path, typer.Argument(help="The bundle.", metavar="FILE")]


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
        stop(error.reason)
    try:
        yield Endpoint(base, key, Bell(), now_ms), key
    except SyncError as error:
        stop(error.reason)
    except OSError as error:
        stop(f"cannot read or write {error.filename}: {error.strerror}")
    finally:
        base.close()


def _told(what: str) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        print(f"{what} {done} of {of}", file=sys.stderr)

    return told


@bundle.command("export")
def export(
    file: File,
    org: Annotated[str, typer.Option(help="The organisation's id: 32 hexadecimal digits.")],
    data: Data,
    days: Annotated[int, typer.Option(min=0, help="Days until it warns that it is old; 0 = never.")] = 30,
    as_json: AsJson = False,
    database: Where = None,
) -> None:
    """Write everything of an organisation to a new file. Sealed bodies stay sealed."""
    try:
        org_id = bytes.fromhex(org)
    except ValueError:
        stop("--org is not 32 hexadecimal digits")
    if file.exists():
        stop(f"{file} is there already; nothing was written over it")
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
    print(json.dumps(facts) if as_json else f"wrote {file}: {facts['commits']} commits of {facts['spaces']} spaces")


@bundle.command("import")
def import_(
    file: File,
    data: Data,
    look: Annotated[bool, typer.Option("--look", help="Say what it would bring; change nothing.")] = False,
    as_json: AsJson = False,
    database: Where = None,
) -> None:
    """Take a bundle in, as if its commits had been pushed; what cannot be used is named, and is left. Exit status 1
    where something was."""
    with _serving(data, database) as (endpoint, _key), bundle_file.opened(file) as found:
        brought = Taking(endpoint, found, look=look).all(_told("part"))
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
    yield f"{'would take' if look else 'took'} {brought.fresh} commits and {brought.ops} ops; {brought.known} were here"
    yield f"{brought.beats} beats, {brought.boxes} key boxes"
    if not brought.signed:
        yield "the maker of the bundle is not known; every commit in it was verified by itself"
    if brought.expired:
        yield "the bundle is older than its maker wanted; nothing in it is wrong for that"
    for reason, times in sorted(brought.refused.items()):
        yield f"not taken: {times} × {reason}"
    for fault in brought.faults:
        yield f"part {fault.number}: {fault.reason}" if fault.number else f"the end: {fault.reason}"
    if brought.malformed:
        yield f"{brought.malformed} things in it cannot be read"
    if brought.newer:
        yield f"{brought.newer} things in it are of a newer version"
