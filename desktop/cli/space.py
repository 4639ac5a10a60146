"""`space new|open|list`: who reads together. An administrator makes a space; its first member opens and names it."""

from pathlib import Path

import typer

from desktop.cli.state import AsJson, Data, PassphraseFile, State
from desktop.services.membership import ID_DIGITS
from desktop.texts import _

app = typer.Typer(name="space", help=_("Spaces: who reads together."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """Spaces: who reads together."""


@app.command(help=_("Makes a space without a name and prints its id (administrator)."))
def new(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Makes a space without a name and prints its id (administrator)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        space = office.membership.new_space().hex()
    state.tell(as_json, {"space": space}, "{space}")


@app.command("open", help=_("Makes its first key and gives it its name (its first member)."))
def open_space(
    context: typer.Context,
    space: str = typer.Option(..., help=_("Its id.")),
    name: str = typer.Option(..., help=_("What it is called.")),
    short: str = typer.Option("", help=_("The district's name, for short.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Makes its first key and gives it its name (its first member)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.membership.open_space(office.space(space), name, short)
        office.desk.sync()
    state.say(_("»{name}« is open. Only those you or another member lets in can read there."), name=name)


@app.command("list", help=_("Lists the spaces of the organisation; names only where this pc reads."))
def list_spaces(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists the spaces of the organisation; names only where this pc reads."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        roster = office.machine.control.roster()
        named = office.app.spaces.names()
        rows = [
            {"space": space.hex(), "name": named.get(space, ""), "members": len(roster.members(space))}
            for space in roster.spaces
            if space != roster.org
        ]
    if as_json:
        state.dump(rows)
        return
    for row in rows:
        state.say(_("{space}  {members} members  {name}"), **row | {"space": str(row["space"])[:ID_DIGITS]})
