"""`kit drill|use|administrator|replace`: the two pages of the recovery kit, and what they are for."""

from pathlib import Path

import typer

from desktop.cli.pages import PageA, PageB, read_kit, write_pages
from desktop.cli.state import FAILED, AsJson, Data, PassphraseFile, State, hexed, opened
from desktop.services import recovery
from desktop.texts import Message, _

app = typer.Typer(name="kit", help=_("The recovery kit: two pages, kept by two people."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """The recovery kit: two pages, kept by two people."""


@app.command(help=_("Tries both pages: opens the newest key of every space and keeps nothing (a member's pc)."))
def drill(
    context: typer.Context,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Tries both pages: opens the newest key of every space and keeps nothing (a member's pc)."""
    state: State = context.obj
    kit = read_kit(state, page_a, page_b)
    with state.office(data, passphrase_file) as office:
        found = recovery.drill(office.desk, office.machine, kit)
        names = office.app.spaces.names()
        names[office.machine.identity.org] = state.texts(_("The municipality"))
        called = {one.space: names.get(one.space) or office.app.spaces.called(one.space) for one in found}
    failed = [one for one in found if not one.opened]
    if as_json:
        state.dump([{"space": one.space.hex(), "epoch": one.epoch, "opened": one.opened} for one in found])
    else:
        for one in found:
            sentence = _("{space}: opened") if one.opened else _("{space}: NOT opened")
            state.say(sentence, space=called[one.space])
        if failed:
            state.say(_("The kit does not open everything. Make a new one with: roedtraad-admin kit replace"))
        else:
            state.say(_("The kit opens every space. Nothing of it was kept. Put both pages back where they were."))
    if failed:
        raise typer.Exit(FAILED)


@app.command(help=_("Takes the keys of your spaces out of the kit, when no colleague is left to vouch (member)."))
def use(
    context: typer.Context,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Takes the keys of your spaces out of the kit, when no colleague is left to vouch (member)."""
    state: State = context.obj
    kit = read_kit(state, page_a, page_b)
    with state.office(data, passphrase_file) as office:
        spaces = recovery.use_here(office.desk, office.machine, kit)
        office.desk.sync()
    words = state.texts.plural(
        _("This pc reads {n} space again. Every colleague is shown that the kit was used."),
        _("This pc reads {n} spaces again. Every colleague is shown that the kit was used."),
        len(spaces),
    )
    print(words)


@app.command(help=_("Sets up a pc for an administrator when none is left; his old ones are revoked as lost."))
def administrator(
    context: typer.Context,
    url: str = typer.Option(..., help=_("Address of the municipality's server.")),
    user: str = typer.Option("", help=_("Which administrator, where there are several.")),
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Sets up a pc for an administrator when none is left; his old ones are revoked as lost."""
    state: State = context.obj
    chosen = _user(user)
    kit = read_kit(state, page_a, page_b)
    folder, passphrase = state.folder(data), state.passphrase(passphrase_file, new=True)
    machine = recovery.new_administrator(folder, passphrase, url, kit, state.clock, state.connect, chosen, state.params)
    with machine, opened(machine, state) as office:
        office.desk.sync()
    state.say(_("This pc is the administrator's. Let the others in again: roedtraad-admin device invite"))


@app.command(help=_("Replaces the kit: new pages, and every space gets a new key that only they open."))
def replace(
    context: typer.Context,
    new_page_a: Path = typer.Option(..., help=_("New file for the new page A; print it.")),
    new_page_b: Path = typer.Option(..., help=_("New file for the new page B; print it elsewhere.")),
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Replaces the kit: new pages, and every space gets a new key that only they open."""
    state: State = context.obj
    kit = read_kit(state, page_a, page_b)
    with state.office(data, passphrase_file) as office:
        recovery.new_kit(office.desk, kit, lambda made: write_pages(state, made, new_page_a, new_page_b))
        office.desk.sync()
    state.say(
        _("The old pages open nothing that is written from now on. Try the new ones in a drill, then destroy them.")
    )


def _user(text: str) -> bytes | None:
    return hexed(text, Message(_("{text} is not the id of a person."), {"text": text}), 0, 16) or None
