"""`server trust|proofs`: when the municipality's server contradicted itself, or has a new key."""

from pathlib import Path

import typer

from desktop.cli.op import Cosign, handed_over
from desktop.cli.pages import PageA, PageB, read_kit
from desktop.cli.state import AsJson, Data, PassphraseFile, State, hexed
from desktop.services import server_keys
from desktop.texts import Message, _

app = typer.Typer(name="server", help=_("The municipality's server and its key."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """The municipality's server and its key."""


@app.command(
    help=_("Names the server's key, so that every pc trusts it again (two administrators, or the recovery kit).")
)
def trust(
    context: typer.Context,
    key: str = typer.Option(..., help=_("The key, as whoever runs the server says it: 64 digits.")),
    cosign: Path | None = Cosign,
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Names the server's key, so that every pc trusts it again (two administrators, or the recovery kit)."""
    state: State = context.obj
    server_pk = hexed(key, Message(_("{text} is not the key of a server."), {"text": key}), 32)
    kit = None if cosign else read_kit(state, page_a, page_b)
    with state.office(data, passphrase_file) as office:
        body = server_keys.naming(office.machine, office.desk.transport, server_pk)
        if kit is None:
            assert cosign is not None  # noqa: S101 - the one or the other
            handed_over(state, office, office.desk.propose(lambda _roster: body), cosign)
            return
        server_keys.name_by_root(office.desk, body, kit.root)
    state.say(_("The server is trusted under its new key. Every pc goes on by itself as soon as it hears of it."))


@app.command(help=_("Shows what made this pc stop trusting the server: two statements that the server signed."))
def proofs(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Shows what made this pc stop trusting the server: two statements that the server signed."""
    state: State = context.obj
    with state.machine(data, passphrase_file) as machine:
        found = machine.journal.all_proofs()
        frozen = bool(machine.journal.frozen())
    if as_json:
        facts = [{"reason": reason, "mine": mine.hex(), "theirs": theirs.hex()} for reason, mine, theirs in found]
        state.dump({"frozen": frozen, "proofs": facts})
        return
    sentence = _("{reason}: one statement {mine}, the other {theirs}")
    for reason, mine, theirs in found:
        state.say(sentence, reason=reason, mine=mine.hex(), theirs=theirs.hex())
    if not found:
        state.say(_("The server never contradicted itself here."))
