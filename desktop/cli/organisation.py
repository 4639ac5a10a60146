"""`organisation found|key-ring`: a new organisation with the kit that people keep offline, and what it decides."""

from pathlib import Path

import typer

from desktop import paths
from desktop.cli.pages import NewA, NewB, PageA, PageB, read_kit, write_pages
from desktop.cli.state import AsJson, Data, PassphraseFile, State, opened
from desktop.services import founding, policies
from desktop.services.errors import NotYet
from desktop.services.machine import Machine
from desktop.texts import _

app = typer.Typer(name="organisation", help=_("The organisation."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """The organisation."""


@app.command(help=_("Founds an organisation; run again when the server has been told to serve it."))
def found(
    context: typer.Context,
    name: str = typer.Option(..., help=_("The administrator's name.")),
    url: str = typer.Option(..., help=_("Address of the municipality's server.")),
    page_a: Path = NewA,
    page_b: Path = NewB,
    title: str = typer.Option("", help=_("The administrator's title.")),
    demo: bool = typer.Option(False, "--demo", help=_("Mark the organisation as synthetic, for ever.")),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Founds an organisation; run again when the server has been told to serve it."""
    state: State = context.obj
    machine = _begin(state, url, (page_a, page_b), demo, data, passphrase_file)
    try:
        user = founding.complete(machine, state.clock, state.connect)
        with opened(machine, state) as office:
            office.membership.name_member(user, name, "admin", title)
            office.membership.name_machine(machine.keys.device_id, user, state.texts(_("{name}'s pc"), name=name))
            office.desk.sync()
        state.tell(
            as_json,
            {"org": machine.identity.org.hex(), "user": user.hex(), "pages": [str(page_a), str(page_b)]},
            _(
                "The organisation {org} is founded. Print {page_a} and {page_b}, give them to two people, and delete "
                "the files: who has both pages can replace you."
            ),
            page_a=page_a,
            page_b=page_b,
        )
    except NotYet as problem:
        state.say(_("The keys are made. Their two pages lie in {page_a} and {page_b}."), page_a=page_a, page_b=page_b)
        raise problem
    finally:
        machine.close()


def _begin(
    state: State, url: str, kit: tuple[Path, Path], demo: bool, data: Path | None, passphrase_file: Path | None
) -> Machine:
    """The founder's pc: made now, or made before and not yet complete."""
    folder = state.folder(data)
    if paths.vault(folder).exists():
        machine = Machine.open(folder, state.passphrase(passphrase_file), state.clock)
        if machine.secrets.get(founding.FOUNDING) is None:
            machine.close()
            raise NotYet
        return machine
    passphrase = state.passphrase(passphrase_file, new=True)
    return founding.found(
        folder,
        passphrase,
        url,
        demo,
        state.clock,
        state.connect,
        lambda keys: write_pages(state, keys, *kit),
        state.params,
    )


@app.command("key-ring", help=_("Decides whether the pc's key ring may open Rød Tråd without a passphrase."))
def key_ring(
    context: typer.Context,
    allow: bool = typer.Option(..., "--allow/--ask", help=_("Allow it, or ask for the passphrase at every start.")),
    page_a: Path | None = PageA,
    page_b: Path | None = PageB,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Decides whether the pc's key ring may open Rød Tråd without a passphrase."""
    state: State = context.obj
    opened_kit = read_kit(state, page_a, page_b) if allow and (page_a or page_b) else None
    with state.office(data, passphrase_file) as office:
        policies.set_key_store(office.desk, allow, opened_kit)
    if allow:
        state.say(_("The key ring may open Rød Tråd. Each person decides it on the own pc, in Settings."))
    else:
        state.say(_("Every pc asks for the passphrase at every start, as soon as it has heard of this."))
