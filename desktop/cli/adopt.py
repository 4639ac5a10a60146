"""`adopt list|propose`: what somebody wrote after losing access, and how the municipality takes it over."""

from pathlib import Path

import typer

from desktop.cli.op import handed_over
from desktop.cli.state import AsJson, Data, PassphraseFile, Space, State
from desktop.texts import _

app = typer.Typer(name="adopt", help=_("Work that was set aside after somebody lost access."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """Work that was set aside after somebody lost access."""


@app.command("list", help=_("Lists what is set aside and can be taken over (administrator)."))
def list_aside(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists what is set aside and can be taken over (administrator)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        words, rows = office.words, office.membership.cutting.aside()
        lines = [
            state.texts.plural(
                _("{device}  {name}, {space}: {n} save"),
                _("{device}  {name}, {space}: {n} saves"),
                row.found.commits,
                device=row.device.hex(),
                name=state.texts(words.user(row.user)),
                space=state.texts(words.space(row.space)),
            )
            for row in rows
        ]
    if as_json:
        state.dump(
            [
                {
                    "device": row.device.hex(),
                    "space": row.space.hex(),
                    "saves": row.found.commits,
                    "first_ms": row.found.first_ms,
                    "last_ms": row.found.last_ms,
                }
                for row in rows
            ]
        )
        return
    for line in lines:
        print(line)
    if not lines:
        state.say(_("Nothing is set aside."))


@app.command(help=_("Signs that it is taken over; then somebody who may approve there signs too (administrator)."))
def propose(
    context: typer.Context,
    device: str = typer.Option(..., help=_("The pc: its name, or the beginning of its id.")),
    space: str = Space,
    out: Path = typer.Option(..., help=_("New file for the second person.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Signs that it is taken over; then somebody who may approve there signs too (administrator)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        found = office.membership.find_machine(device)
        _, body = office.membership.cutting.adopt(found, office.space(space))
        handed_over(state, office, office.desk.propose(body), out)
