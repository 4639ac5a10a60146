"""`bundle export|inspect|verify|import|rescue`: what travels by hand. Looking at one needs neither key nor folder."""

import sys
from pathlib import Path
from typing import TypeVar

import typer

from desktop.cli import bundle_told
from desktop.cli.state import FAILED, OK, AsJson, Data, Office, PassphraseFile, State, Usage
from desktop.services import bundles, chosen_files
from desktop.services.bundle_words import CannotRead, plainly
from desktop.services.bundles import Work
from desktop.services.errors import NotFound
from desktop.services.rescue import Rescue
from desktop.texts import Message, _
from sync import bundle_file
from sync.bundle_reading import Bundle
from sync.bundle_verifying import Verifying
from sync.crypto import sealed_file

app = typer.Typer(name="bundle", help=_("Bundles: what travels by hand, on a USB stick."), no_args_is_help=True)
File = typer.Argument(..., help=_("The bundle."), metavar="FILE")
NewFile = typer.Argument(..., help=_("New file for the bundle."), metavar="FILE")
T = TypeVar("T")


@app.callback()
def group() -> None:
    """Bundles: what travels by hand."""


@app.command(help=_("Saves what this pc has to a new file; what is sealed stays sealed."))
def export(
    context: typer.Context,
    file: Path = NewFile,
    own: bool = typer.Option(False, "--own", help=_("Only a receipt, and what this pc could not send.")),
    device: list[str] = typer.Option(
        [],
        "--for",
        help=_(
            "A pc that alone can open it: its name, or the beginning of its id; its keys go along; may be repeated."
        ),
    ),
    fetch: bool = typer.Option(
        False, "--fetch", help=_("What the municipality's server has, straight from it (carrier).")
    ),
    days: int = typer.Option(bundles.GOOD_FOR_DAYS, min=0, help=_("Days until it warns that it is old; 0 = never.")),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Saves what this pc has to a new file."""
    state: State = context.obj
    if fetch and (own or device):
        raise Usage(Message(_("--fetch goes with neither --own nor --for.")))
    with state.office(data, passphrase_file) as office:
        if fetch:
            office.desk.refresh()
            work = office.app.bundles.carry(file, office.desk.transport, days)
        else:
            receivers = tuple(_device(office, text) for text in device)
            work = office.app.bundles.save(file, own=own, devices=receivers, days=days)
        saved = _done(work)
        facts = {"file": str(file), "changes": saved.changes, "keys": saved.keys}
        facts["keyless"] = [space.hex() for space in saved.keyless]
        if as_json:
            state.dump(facts)
        else:
            keys = state.texts.plural(_("{n} key for other pc's"), _("{n} keys for other pc's"), saved.keys)
            changes = bundle_told.changes(state.texts, saved.changes)
            state.say(_("{file} is saved, with {changes} and {keys}."), file=file, changes=changes, keys=keys)
        for names in saved.holders:
            bundle_told.warn(
                state, _("A key that this pc does not have is missing in it. It can come from: {names}."), names
            )


@app.command(help=_("Shows what a bundle says of itself; needs no passphrase."))
def inspect(context: typer.Context, file: Path = File, as_json: bool = AsJson) -> None:
    """Shows what a bundle says of itself."""
    state: State = context.obj
    with plainly(CannotRead), chosen_files.opening(file), file.open("rb") as opened:
        if bundle_file.is_sealed(opened):
            opened.read(len(sealed_file.MAGIC))
            head = sealed_file.Head(opened)
            facts: dict[str, object] = {"sealed": True, "org": head.org.hex()}
            facts["devices"] = [device.hex() for device in head.boxes]
            if as_json:
                state.dump(facts)
            else:
                print(
                    state.texts.plural(
                        _("It is closed, and {n} pc can open it."),
                        _("It is closed, and {n} pc's can open it."),
                        len(head.boxes),
                    )
                )
            return
        manifest = Bundle(opened).manifest
    if as_json:
        state.dump(bundle_told.manifest_facts(manifest))
        return
    bundle_told.say_manifest(state, manifest)


@app.command(help=_("Goes through a whole bundle: hashes, signatures, the server's chain; needs no passphrase."))
def verify(context: typer.Context, file: Path = File, as_json: bool = AsJson) -> int:
    """Goes through a whole bundle."""
    state: State = context.obj
    with plainly(CannotRead), chosen_files.opening(file), bundle_file.opened(file) as bundle:
        work = Work(Verifying(bundle).steps(), len(bundle.manifest.segments), CannotRead)
        found = _done(work)
    if as_json:
        state.dump({**bundle_told.manifest_facts(found.manifest), **bundle_told.checked_facts(found)})
    else:
        entries = bundle_told.changes(state.texts, found.entries)
        words = _("{entries} of the server's log, others: {loose}, decisions: {ops}.")
        state.say(words, entries=entries, loose=found.loose, ops=found.ops)
        for words in bundle_told.wrong(state.texts, found):
            print(words)
        if found.whole:
            state.say(_("All of it verifies."))
    return OK if found.whole else FAILED


@app.command("import", help=_("Shows what a bundle brings, and reads it in."))
def import_(
    context: typer.Context,
    file: Path = File,
    look: bool = typer.Option(False, "--look", help=_("Only show what it brings; change nothing.")),
    yes: bool = typer.Option(False, "--yes", help=_("Read it in without asking.")),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> int:
    """Shows what a bundle brings, and reads it in."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        service = office.app.bundles
        looked = _done(service.look(file))
        preview = looked.preview
        if not as_json:
            bundle_told.show(state, preview)
        taken = not look and (yes or as_json or bundle_told.agreed(state))
        if taken:
            _done(service.take(looked))
        if as_json:
            state.dump({**bundle_told.facts_of(preview), "taken": taken})
        elif taken:
            state.say(_("It is read in. What was here already is unchanged."))
        else:
            state.say(_("Nothing was changed."))
    return FAILED if looked.seen.faults else OK


@app.command(help=_("Saves what was not sent from a data folder that does not open any more."))
def rescue(
    context: typer.Context,
    file: Path = NewFile,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> int:
    """Saves what was not sent from a damaged data folder."""
    state: State = context.obj
    rescued = Rescue(state.folder(data, make=False), state.clock).carry(file, state.passphrase(passphrase_file))
    facts: dict[str, object] = {"file": str(file), "changes": rescued.changes, "lost": rescued.lost}
    if as_json:
        state.dump(facts)
    else:
        changes = bundle_told.changes(state.texts, rescued.changes)
        words = _("{changes} in {file}; at most {lost} cannot be read any more.")
        state.say(words, changes=changes, file=file, lost=rescued.lost)
    return OK if not rescued.lost else FAILED


def _device(office: Office, text: str) -> bytes:
    try:
        return office.membership.find_machine(text)
    except NotFound as problem:
        raise Usage(problem.sentence) from problem


def _done(work: Work[T]) -> T:
    """Does the work; how far it is stands on standard error."""
    while work.step():
        print(f"{100 * work.done // work.total} %", file=sys.stderr)
    return work.end()
