"""`member list|set|carrier|remove`: colleagues, and what each may do."""

from dataclasses import asdict
from pathlib import Path

import typer

from desktop.cli.op import Cosign, Yes, agreed, carried_out, handed_over
from desktop.cli.state import AsJson, Data, Member, PassphraseFile, Space, State, Usage
from desktop.domain import roles
from desktop.services.cutting import Role
from desktop.texts import Message, _
from sync.control_bodies import CarrierSet
from sync.control_space_bodies import MemberSet

app = typer.Typer(name="member", help=_("Colleagues and what they may do."), no_args_is_help=True)
LEVELS: dict[str, Role] = {
    "none": "none",
    "read": "read",
    "write": "write",
    "finalise": "finalise",
    "archivist": "archivist",
}


@app.callback()
def group() -> None:
    """Colleagues and what they may do."""


@app.command("list", help=_("Lists the colleagues and how many pc's each has."))
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
        role = state.texts(roles.title(one.role) or _("no role"))
        line = state.texts.plural(
            _("{name}, {role}, {n} pc"), _("{name}, {role}, {n} pc's"), one.machines, name=one.name, role=role
        )
        print(line)


@app.command("set", help=_("Gives a colleague a role in a space, or takes it (administrator)."))
def set_role(
    context: typer.Context,
    member: str = Member,
    space: str = Space,
    role: str = typer.Option(..., help=_("none, read, write, finalise or archivist.")),
    cosign: Path | None = Cosign,
    yes: bool = Yes,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Gives a colleague a role in a space, or takes it (administrator)."""
    state: State = context.obj
    if role not in LEVELS:
        raise Usage(Message(_("{role} is no role: choose none, read, write, finalise or archivist."), {"role": role}))
    with state.office(data, passphrase_file) as office:
        reached = office.reached()
        user, where = office.membership.find(member), office.space(space)
        if cosign is not None:
            body = office.membership.cutting.role(where, user, LEVELS[role])
            handed_over(state, office, office.desk.propose(body), cosign)
            return
        if not carried_out(state, office, MemberSet(where, user, LEVELS[role]), yes, reached):
            return
    if role == "none":
        state.say(_("{name} has no access there any more. What was written up to now stands."), name=member)
    else:
        state.say(_("{name} has the role. A member of the space now vouches for the pc."), name=member)


@app.command(help=_("Lets a colleague carry sealed files, and read nothing; or ends it (administrator)."))
def carrier(
    context: typer.Context,
    member: str = Member,
    end: bool = typer.Option(False, "--end", help=_("The colleague is to carry no longer.")),
    yes: bool = Yes,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lets a colleague carry sealed files, and read nothing; or ends it (administrator)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        reached = office.reached()
        body = CarrierSet(office.membership.find(member), int(not end))
        if carried_out(state, office, body, yes, reached):
            print(state.texts(office.words.of(body)))


@app.command(help=_("Takes every pc and every role from a colleague who leaves (administrator)."))
def remove(
    context: typer.Context,
    member: str = Member,
    yes: bool = Yes,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Takes every pc and every role from a colleague who leaves (administrator)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        user = office.membership.find(member)
        name = office.words.user(user)
        office.membership.remove(user, agreed(state, office, yes))
    state.say(_("{name} has left. What was written up to now stands."), name=name)
