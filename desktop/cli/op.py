"""`op show|cosign|send|waiting|drop`: changes that need two people, and those that waited for a connection."""

from pathlib import Path

import typer

from desktop.cli.pages import read_kit
from desktop.cli.state import Data, Office, PassphraseFile, State, Usage, is_yes, read_file, write_file
from desktop.services import administrators, proposals
from desktop.services.cutting import Deferrable
from desktop.services.desk import Agree
from desktop.texts import Message, _
from sync.control import Op

app = typer.Typer(
    name="op", help=_("Changes that two people sign, or that wait for a connection."), no_args_is_help=True
)
Proposal = typer.Option(..., "--op", help=_("The file that the first signed."))
Cosign = typer.Option(None, "--cosign", help=_("New file for a second person to sign; nothing is changed yet."))
Words = typer.Option(None, "--words", help=_("The six words as heard; asked for when not given."))
Yes = typer.Option(False, "--yes", help=_("Do not ask when somebody else changed something first."))


@app.callback()
def group() -> None:
    """Changes that two people sign, or that wait for a connection."""


def agreed(state: State, office: Office, yes: bool) -> Agree:
    """Shows the changes that came first, and asks whether to go on."""

    def asked(came: tuple[Op, ...]) -> bool:
        state.say(_("Somebody else came first:"))
        for op in came:
            print("  " + state.texts(office.words(op)))
        return yes or is_yes(state.words(None, _("Go on all the same? yes or no")))

    return asked


def carried_out(state: State, office: Office, body: Deferrable, yes: bool, reached: bool) -> bool:
    """Does it, or keeps it where there is no connection; whether it is done."""
    if reached:
        cutting, agree = office.membership.cutting, agreed(state, office, yes)
        office.desk.post(cutting.again(body), agree=agree)
        return True
    office.errands.keep(body)
    state.say(
        _("There is no connection. It waits on this pc until you run op send: {what}"), what=office.words.of(body)
    )
    return False


def handed_over(state: State, office: Office, raw: bytes, out: Path) -> None:
    """Writes what the first signed, and says who is to sign next."""
    op = Op.parse(raw)
    write_file(out, raw)
    state.say(
        _("Not done yet. {what} Hand {file} to the second person, who runs op cosign before anything else changes."),
        what=office.words(op),
        file=out,
    )


def _heard_too(state: State, office: Office, op: Op, request: Path | None, words: str | None) -> None:
    if request is None:
        raise Usage(
            Message(_("Say with --request which pc it is. Get the file, and the six words, from the colleague."))
        )
    typed = state.words(words, _("The six words you heard from your colleague"))
    administrators.heard_too(op, office.machine, read_file(request), typed)


def _told(state: State, office: Office, op: Op) -> None:
    args: dict[str, object] = {"by": office.words.by(op), "what": office.words(op)}
    print(state.texts(Message(_("{by} has signed: {what}"), args)))


@app.command(help=_("Says in words what the first signed."))
def show(
    context: typer.Context,
    op: Path = Proposal,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Says in words what the first signed."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync(keys=False)  # whose names it tells may have come just now
        _told(state, office, proposals.opened(office.desk, office.machine, read_file(op), op.name))


@app.command(help=_("Signs beside the first, after showing what it is, and carries it out."))
def cosign(
    context: typer.Context,
    op: Path = Proposal,
    yes: bool = typer.Option(False, "--yes", help=_("Sign without asking.")),
    request: Path | None = typer.Option(
        None, "--request", help=_("Where a new administrator comes with a pc: the request, as he sent it to you.")
    ),
    words: str | None = Words,
    page_a: Path | None = typer.Option(None, "--page-a", help=_("Sign with the recovery kit: its page A.")),
    page_b: Path | None = typer.Option(None, "--page-b", help=_("Sign with the recovery kit: its page B.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Signs beside the first, after showing what it is, and carries it out."""
    state: State = context.obj
    root = read_kit(state, page_a, page_b).root if page_a or page_b else None
    with state.office(data, passphrase_file) as office:
        office.desk.sync(keys=False)
        read = proposals.opened(office.desk, office.machine, read_file(op), op.name)
        _told(state, office, read)
        if root is None and administrators.row_of(read) is not None:
            _heard_too(state, office, read, request, words)
        if not yes and not is_yes(state.words(None, _("Sign it? yes or no"))):
            raise typer.Abort
        proposals.cosign(office.desk, office.machine, read, root)
    state.say(_("It is done."))


@app.command(help=_("Lists what waits on this pc for a connection."))
def waiting(
    context: typer.Context,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists what waits on this pc for a connection."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        kept = office.errands.waiting()
        for errand in kept:
            print(state.texts(office.words.of(errand.body)))
    if not kept:
        state.say(_("Nothing waits."))


@app.command(help=_("Carries out what waited for a connection, after showing what others changed meanwhile."))
def send(
    context: typer.Context,
    yes: bool = Yes,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Carries out what waited for a connection, after showing what others changed meanwhile."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        done = office.errands.send(agreed(state, office, yes))
    print(state.texts.plural(_("{n} change is done."), _("{n} changes are done."), done))


@app.command(help=_("Forgets what waits on this pc for a connection."))
def drop(
    context: typer.Context,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Forgets what waits on this pc for a connection."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        dropped = office.errands.drop()
    print(state.texts.plural(_("{n} change is dropped."), _("{n} changes are dropped."), dropped))
