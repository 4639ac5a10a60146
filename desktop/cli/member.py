"""`member list|set`: colleagues, and what each may do in a space."""

from dataclasses import asdict
from pathlib import Path

import typer

from desktop.cli.said import said
from desktop.cli.state import AsJson, Data, PassphraseFile, State, Usage, space_id
from desktop.domain import roles
from desktop.domain.roles import Level
from desktop.texts import Message, _

app = typer.Typer(name="member", help=said(_("Colleagues and what they may do.")), no_args_is_help=True)
LEVELS: dict[str, Level] = {"read": "read", "write": "write", "finalise": "finalise"}


@app.callback()
def group() -> None:
    """Colleagues and what they may do."""


@app.command("list", help=said(_("Lists the colleagues and how many pc's each has.")))
def list_members(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists the colleagues and how many pc's each has."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        colleagues = office.membership.colleagues()
    if as_json:
        state.dump([asdict(one) | {"user": one.user.hex()} for one in colleagues])
        return
    for one in colleagues:
        role = state.texts(roles.title(one.role))
        line = state.texts.plural(
            _("{name}, {role}, {n} pc"), _("{name}, {role}, {n} pc's"), one.machines, name=one.name, role=role
        )
        print(line)


@app.command("set", help=said(_("Gives a colleague a role in a space (administrator).")))
def set_role(
    context: typer.Context,
    member: str = typer.Option(..., help=said(_("The colleague's name."))),
    space: str = typer.Option(..., help=said(_("The space's id."))),
    role: str = typer.Option(..., help=said(_("read, write or finalise."))),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Gives a colleague a role in a space (administrator)."""
    state: State = context.obj
    if role not in LEVELS:
        raise Usage(Message(_("{role} is none of read, write, finalise."), {"role": role}))
    with state.office(data, passphrase_file) as office:
        user = office.membership.find(member)
        office.membership.set_role(space_id(space), user, LEVELS[role])
    state.say(_("{name} has the role. A member of the space now vouches for the pc."), name=member)
