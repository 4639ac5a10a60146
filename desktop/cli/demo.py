"""`demo create`: the synthetic municipality, made once in an empty folder."""

import socket
from datetime import date
from pathlib import Path

import typer

from desktop.cli import municipality
from desktop.cli.state import AsJson, Data, State, Usage
from desktop.services.errors import FolderInUse
from desktop.texts import Message, _

app = typer.Typer(name="demo", help=_("The synthetic municipality."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """The synthetic municipality."""


@app.command(help=_("Founds Fiktivby Kommune with four people and a year of work; needs an empty folder."))
def create(
    context: typer.Context,
    seed: int = typer.Option(1, help=_("The same seed and day give the same municipality.")),
    today: str = typer.Option("", help=_("The day the demo stands on, YYYY-MM-DD; today if not given.")),
    port: int = typer.Option(0, min=0, max=65535, help=_("Port of the demo's server; 0 is a free one.")),
    as_json: bool = AsJson,
    data: Path | None = Data,
) -> None:
    """Founds Fiktivby Kommune with four people and a year of work; needs an empty folder."""
    state: State = context.obj
    folder = state.folder(data)
    if any(folder.iterdir()):
        raise FolderInUse
    try:
        day = date.fromisoformat(today) if today else state.clock.now().date()
    except ValueError as problem:
        raise Usage(Message(_("{text} is not a day written as YYYY-MM-DD."), {"text": today})) from problem
    report = municipality.create(folder, seed, day, port or _free_port(), state)
    state.tell(
        as_json,
        {"records": report.records, "url": report.url, "data": str(folder)},
        _("Fiktivby Kommune lies in {data}: {records} records; its server had the address {url}."),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
