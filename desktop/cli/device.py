"""`device invite|request|approve|vouch|welcome`: how a pc comes in; `list|revoke`: which there are, how one ends."""

from pathlib import Path

import typer

from desktop import paths
from desktop.cli import device_told
from desktop.cli.op import Cosign, Words, Yes, carried_out, handed_over
from desktop.cli.state import AsJson, Data, Office, PassphraseFile, Space, State, Usage, read_file, write_file
from desktop.services import carrying, enrolment
from desktop.services.cutting import Reason
from desktop.services.errors import NotYet
from desktop.services.machine import Machine
from desktop.services.membership import level_of
from desktop.services.pcs import ALONE
from desktop.texts import Message, Texts, _
from sync.client.health import NOTHING
from sync.control_space_bodies import DeviceRevoke

app = typer.Typer(name="device", help=_("Pc's: how they come in and how they end."), no_args_is_help=True)
Pc = typer.Argument(..., help=_("The pc: its name, or the beginning of its id."), metavar="PC")
Came = typer.Option(..., "--request", help=_("The request that came."))
Out = typer.Option(..., "--out", help=_("New file for the newcomer: the welcome."))


@app.callback()
def group() -> None:
    """Pc's."""


@app.command(help=_("Writes an invite for one pc (administrator)."))
def invite(
    context: typer.Context,
    out: Path = typer.Option(..., help=_("New file to hand over.")),
    url: str = typer.Option("", help=_("Another address of the server, as the new pc sees it.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Writes an invite for one pc (administrator)."""
    state: State = context.obj
    with state.machine(data, passphrase_file) as machine:
        write_file(out, enrolment.invite(machine, state.clock, url))
    state.say(_("{file} is good for one pc and for {days} days."), file=out, days=enrolment.INVITE_DAYS)


@app.command(help=_("Sets up a new pc and asks to be let in (newcomer)."))
def request(
    context: typer.Context,
    invite: Path = typer.Option(..., help=_("The invite that was handed over.")),
    out: Path = typer.Option(..., help=_("New file for the administrator.")),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Sets up a new pc and asks to be let in (newcomer)."""
    state: State = context.obj
    folder = state.folder(data)
    if paths.vault(folder).exists():
        machine = Machine.open(folder, state.passphrase(passphrase_file), state.clock)
        raw = machine.secrets.get(enrolment.REQUEST)
        if raw is None or machine.enrolled:
            machine.close()
            raise NotYet(Message(_("The pc in this folder is let in already.")))
    else:
        passphrase = state.passphrase(passphrase_file, new=True)
        machine, raw = enrolment.request(folder, passphrase, read_file(invite), state.params)
    with machine:
        words = " ".join(enrolment.words_to_say(machine))
        write_file(out, raw)
    state.tell(
        as_json,
        {"words": words, "request": str(out)},
        _(
            "Send {request} to the administrator. Say these six words to both the administrator and your colleague, "
            "never in writing:\n{words}"
        ),
    )


@app.command(help=_("Enters a pc after its six words were heard (administrator)."))
def approve(
    context: typer.Context,
    request: Path = Came,
    out: Path = Out,
    name: str = typer.Option(..., help=_("Whose pc it is: a new colleague's name, or one who is known.")),
    role: str = typer.Option("", help=_("What the colleague is, for a new one.")),
    title: str = typer.Option("", help=_("The colleague's title.")),
    phone: str = typer.Option("", help=_("The colleague's telephone.")),
    space: list[str] = typer.Option([], help=_("Space to give the role's rights in; may be repeated.")),
    words: str | None = Words,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Enters a pc after its six words were heard (administrator)."""
    state: State = context.obj
    raw = read_file(request)
    with state.office(data, passphrase_file) as office:
        typed = state.words(words, _("The six words you heard from {name}"), name=name)
        welcome = admit(office, state.texts, raw, typed, name, role, title, phone, [office.space(s) for s in space])
        write_file(out, welcome)
        office.desk.sync()
        carries = office.machine.control.roster().is_carrier(office.membership.find(name))
    told = _("The pc of {name} is entered. Now a colleague vouches for it; {file} is its welcome until then.")
    if carries:
        told = _("The pc of {name} is entered, to carry sealed files with and to read nothing; {file} is its welcome.")
    state.say(told, name=name, file=out)


def admit(
    office: Office,
    texts: Texts,
    raw: bytes,
    typed: str,
    name: str,
    role: str,
    title: str,
    phone: str,
    spaces: list[bytes],
) -> bytes:
    """Enters the pc, its owner's name and rights; the welcome."""
    membership, machine = office.membership, office.machine
    known = {colleague.name: colleague for colleague in membership.colleagues()}
    level = level_of(role) if role else None
    if name in known:
        user = known[name].user
    elif level is None:
        raise NotYet(Message(_("{name} is new here: say with --role what the colleague is."), {"name": name}))
    else:
        user = enrolment.new_user()
    carrying.need_fitting(office.desk.refresh(), user, role, spaces)
    made = enrolment.enter(office.desk, machine, raw, typed, user, office.app.clock)
    if role:
        membership.name_member(user, name, role, title, phone)
    if role == carrying.CARRIER and not machine.control.roster().is_carrier(user):
        membership.set_carrier(user, True)
    membership.name_machine(made.device, user, texts(_("{name}'s pc"), name=name))
    for space in spaces:
        membership.set_role(space, user, level or "read")
    return enrolment.first_welcome(office.desk, machine, made)


@app.command(
    help=_("Lets a colleague's pc read along after its six words were heard from the colleague himself (member).")
)
def vouch(
    context: typer.Context,
    request: Path = Came,
    out: Path = Out,
    space: list[str] = typer.Option([], help=_("Only this space; may be repeated.")),
    words: str | None = Words,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lets a colleague's pc read along after its six words were heard from the colleague himself (member)."""
    state: State = context.obj
    raw = read_file(request)
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        typed = state.words(words, _("The six words you heard from your colleague"))
        spaces = [office.space(item) for item in space]
        welcome, back = enrolment.vouch(office.desk, office.machine, raw, typed, spaces)
        write_file(out, welcome)
    state.tell(
        as_json,
        {"words": " ".join(back), "welcome": str(out)},
        _("Send {welcome} to your colleague, and say these six words back:\n{words}"),
    )


@app.command(help=_("Takes this pc into the organisation after the words back were heard (newcomer)."))
def welcome(
    context: typer.Context,
    welcome: Path = typer.Option(..., help=_("The welcome that came.")),
    words: list[str] = typer.Option([], help=_("The six words your colleague said back.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Takes this pc into the organisation after the words back were heard (newcomer)."""
    state: State = context.obj
    with state.machine(data, passphrase_file) as machine:
        welcomed = enrolment.look_at(machine, read_file(welcome))
        missing = welcomed.vouchers[len(words) :]
        typed = [*words, *(state.words(None, _("The six words your colleague said back")) for _voucher in missing)]
        enrolment.accept(machine, welcomed, typed)
        administers = machine.control.roster().is_admin(machine.identity.user)
    state.say(
        _("This pc is let in. Start Rød Tråd and unlock with your passphrase.")
        if welcomed.vouchers or administers
        else _("This pc is entered. It cannot read or write before a colleague has vouched for it.")
    )


@app.command("list", help=_("Lists the pc's and whose they are."))
def list_machines(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists the pc's and whose they are."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        known = office.membership.machines()
        unheard = {row.device: row.unheard for row in office.app.pcs.rows()}
        health = office.app.pcs.health()
        rows = [(pc, unheard.get(pc.device, ""), health.get(pc.device, NOTHING)) for pc in known]
        alone = office.app.pcs.alone()
    if as_json:
        state.dump([device_told.facts(*row) for row in rows])
        return
    for row in rows:
        print(device_told.line(state, *row))
    if alone:
        state.say(ALONE, spaces=", ".join(alone))


@app.command(help=_("Stops a pc: it is lost, or it is handed back. Work up to now stands (administrator)."))
def revoke(
    context: typer.Context,
    device: str = Pc,
    lost: bool = typer.Option(False, "--lost", help=_("It is lost or stolen: it is shut out at once.")),
    left: bool = typer.Option(
        False, "--left", help=_("Its owner leaves: what is on it may still be handed over for 30 days.")
    ),
    cosign: Path | None = Cosign,
    yes: bool = Yes,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Stops a pc: it is lost, or it is handed back. Work up to now stands (administrator)."""
    state: State = context.obj
    if lost == left:
        raise Usage(Message(_("Say one of --lost and --left.")))
    reason: Reason = "lost" if lost else "left"
    with state.office(data, passphrase_file) as office:
        reached = office.reached()
        found = office.membership.find_machine(device)
        if cosign is not None:
            handed_over(state, office, office.desk.propose(office.membership.cutting.revoke(found, reason)), cosign)
            return
        if not carried_out(state, office, DeviceRevoke(found, reason), yes, reached):
            return
        pc = office.words.device(found)
    state.say(
        _("{pc} is stopped. The spaces get a new key when a member's pc next meets the municipality's server."), pc=pc
    )


@app.command(help=_("Takes back that a pc was let into a space: you sign, then a colleague there does (member)."))
def unvouch(
    context: typer.Context,
    device: str = Pc,
    space: str = Space,
    out: Path = typer.Option(..., help=_("New file for the second person.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Takes back that a pc was let into a space: you sign, then a colleague there does (member)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        found = office.membership.find_machine(device)
        raw = office.desk.propose(office.membership.cutting.unvouch(found, office.space(space)))
        handed_over(state, office, raw, out)
