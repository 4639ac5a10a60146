"""`administrator list|name|end|officer`: who looks after the organisation. Each change needs two people."""

from collections.abc import Callable
from pathlib import Path

import typer

from desktop.cli.op import Cosign, Words, handed_over
from desktop.cli.pages import PageA, PageB, read_kit
from desktop.cli.state import (
    AsJson,
    Data,
    Member,
    Office,
    PassphraseFile,
    State,
    Usage,
    need_new,
    read_file,
    write_file,
)
from desktop.services import administrators, carrying, enrolment, recovery
from desktop.services.administrators import Candidate
from desktop.services.errors import NotFound
from desktop.texts import Message, _
from sync.control import Roster
from sync.control_bodies import Body

app = typer.Typer(
    name="administrator",
    help=_("Administrators and the data protection officer; two people name them."),
    no_args_is_help=True,
)
SECOND = _(
    "{what} To sign as one of two administrators he needs a pc that two people entered: name him with --request."
)


@app.callback()
def group() -> None:
    """Administrators and the data protection officer; two people name them."""


@app.command("list", help=_("Lists the administrators and the data protection officer."))
def list_administrators(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists the administrators and the data protection officer."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        roster, words = office.machine.control.roster(), office.words
        rows = [
            (user.hex(), state.texts(words.user(user)), administrators.signs_for_two(roster, user))
            for user in roster.admins
        ]
        dpo = {"user": roster.dpo.hex(), "name": state.texts(words.user(roster.dpo))} if roster.dpo else None
    if as_json:
        admins = [{"user": user, "name": name, "signs_for_two": signs} for user, name, signs in rows]
        state.dump({"administrators": admins, "data_protection_officer": dpo})
        return
    for _user, name, signs in rows:
        state.say(
            _("{name}, administrator") if signs else _("{name}, administrator; cannot sign as one of two"), name=name
        )
    state.say(_("{name}, data protection officer") if dpo else _("No data protection officer is named."), **(dpo or {}))


@app.command(help=_("Makes a colleague an administrator (two administrators, or the recovery kit)."))
def name(
    context: typer.Context,
    member: str = Member,
    request: Path | None = typer.Option(None, "--request", help=_("The request of a new pc, to enter with it.")),
    out: Path | None = typer.Option(None, "--out", help=_("New file for the newcomer: the welcome.")),
    words: str | None = Words,
    title: str = typer.Option("", help=_("The colleague's title.")),
    phone: str = typer.Option("", help=_("The colleague's telephone.")),
    cosign: Path | None = Cosign,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Makes a colleague an administrator (two administrators, or the recovery kit)."""
    state: State = context.obj
    if (request is None) != (out is None):
        raise Usage(Message(_("--request and --out belong together.")))
    if out is not None:
        need_new(out)
    raw = None if request is None else read_file(request)
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        if raw is None or out is None:
            user = office.membership.find(member)
            if _signed(state, office, administrators.named(user, None), cosign, page_a, page_b):
                signs = administrators.signs_for_two(office.machine.control.roster(), user)
                what = Message(_("{name} is an administrator now."), {"name": office.words.user(user)})
                state.say("{what}" if signs else SECOND, what=what)
            return
        typed = state.words(words, _("The six words you heard from {name}"), name=member)
        known = _known(office, member)
        found = administrators.candidate(office.desk, office.machine, raw, typed, known, state.clock)
        if not found.stands(office.machine.control.roster()):
            if known is None:
                office.membership.name_member(found.user, member, carrying.ADMIN, title, phone)
                office.desk.sync()
            body = administrators.named(found.user, None if found.entered else found.made)
            if not _signed(state, office, body, cosign, page_a, page_b):
                state.say(_("When the second has signed, run this again without --cosign: that writes the welcome."))
                return
        write_file(out, _welcomed(state, office, found, member))
    state.say(_("{name} is an administrator now; {file} is the welcome of the pc."), name=member, file=out)


def _known(office: Office, member: str) -> bytes | None:
    try:
        return office.membership.find(member)
    except NotFound:
        return None


def _welcomed(state: State, office: Office, found: Candidate, member: str) -> bytes:
    """The pc gets its name and its welcome, and its invite is used."""
    machine = office.machine
    enrolment.used(machine, found.made)
    office.membership.name_machine(found.made.device, found.user, state.texts(_("{name}'s pc"), name=member))
    welcome = enrolment.first_welcome(office.desk, machine, found.made)
    office.desk.sync()
    return welcome


@app.command(help=_("Ends that a colleague is an administrator (two administrators, or the recovery kit)."))
def end(
    context: typer.Context,
    member: str = Member,
    cosign: Path | None = Cosign,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Ends that a colleague is an administrator (two administrators, or the recovery kit)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        user = office.membership.find(member)
        body = administrators.ended(office.membership.cutting, user)
        if _signed(state, office, body, cosign, page_a, page_b):
            name = office.words.user(user)
            state.say(_("{name} is no administrator any more. What was done up to now stands."), name=name)


@app.command(help=_("Names the data protection officer, or nobody (two administrators, or the recovery kit)."))
def officer(
    context: typer.Context,
    member: str = typer.Option("", "--member", help=_("The colleague's name.")),
    nobody: bool = typer.Option(False, "--nobody", help=_("Nobody is to be it any more.")),
    cosign: Path | None = Cosign,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Names the data protection officer, or nobody (two administrators, or the recovery kit)."""
    state: State = context.obj
    if bool(member) == nobody:
        raise Usage(Message(_("Say one of --member and --nobody.")))
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        user = office.membership.find(member) if member else b""
        if _signed(state, office, administrators.officer(user), cosign, page_a, page_b):
            told = _("{name} is data protection officer now.") if user else _("No data protection officer is named.")
            state.say(told, name=office.words.user(user))


def _signed(
    state: State,
    office: Office,
    body: Callable[[Roster], Body],
    cosign: Path | None,
    page_a: Path | None,
    page_b: Path | None,
) -> bool:
    """Signed with the kit, and done; or by this pc, for a second person. Whether it stands."""
    if cosign is not None:
        handed_over(state, office, office.desk.propose(body), cosign)
        return False
    body(office.machine.control.roster())  # what cannot be is said before anybody looks for the pages
    kit = read_kit(state, page_a, page_b)
    recovery.need_own(office.desk.refresh(), kit)
    office.desk.post(body, by=kit.root)
    return True
