"""`store aside|rebuild`: what does not count on this pc and why, and everything shown made anew from what is kept."""

import sys
from pathlib import Path

import typer

from desktop.cli.state import AsJson, Data, PassphraseFile, State
from desktop.texts import _

app = typer.Typer(name="store", help=_("What is kept on this pc."), no_args_is_help=True)


@app.callback()
def group() -> None:
    """What is kept on this pc."""


@app.command(help=_("Lists what was laid aside, from whom and why, and what was noticed."))
def aside(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists what was laid aside, from whom and why, and what was noticed."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        noticed = office.app.laid_aside.noticed()
    if as_json:
        kept = [
            {
                "space": row.space.hex(),
                "from": row.who,
                "why": state.texts(row.why),
                "changes": row.count,
                "since": row.since.isoformat(),
                "over_30_days": row.long,
                "can_write_again": row.again,
            }
            for row in noticed.aside
        ]
        alarms = [{"from": row.who, "what": state.texts(row.what), "missing": row.missing} for row in noticed.alarms]
        state.dump({"aside": kept, "noticed": alarms})
        return
    for laid in noticed.aside:
        n = state.texts.plural(_("{n} change"), _("{n} changes"), laid.count)
        why, advice = state.texts(laid.why), state.texts(laid.help)
        state.say(_("{who}: {why} ({n}). {help}"), who=laid.who, why=why, n=n, help=advice)
    for alarm in noticed.alarms:
        what, advice = state.texts(alarm.what), state.texts(alarm.help)
        state.say(_("{who}: {what} {help}"), who=alarm.who or "–", what=what, help=advice)
    if not noticed.aside and not noticed.alarms:
        state.say(_("Nothing has been laid aside."))


@app.command(help=_("Makes every list and record anew from the signed changes that are kept; asks no server."))
def rebuild(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Makes every list and record anew from the signed changes that are kept; asks no server."""
    state: State = context.obj

    def progress(done: int, total: int) -> None:
        print(f"\r{done}/{total}", end="", file=sys.stderr, flush=True)

    with state.office(data, passphrase_file) as office:
        rebuilt = office.app.rebuilding.rebuild(progress)
    print(file=sys.stderr)
    if as_json:
        state.dump({"commits": rebuilt.commits, "aside": rebuilt.aside})
        return
    state.say(
        _("{n} changes were gone through; {aside} of them are laid aside."), n=rebuilt.commits, aside=rebuilt.aside
    )
