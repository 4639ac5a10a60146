"""`contacts import`: institutions and contact persons from a CSV file, by somebody who may write in the district."""

from pathlib import Path
from typing import Any

import typer

from desktop.cli.state import AsJson, Data, Office, PassphraseFile, State, Usage
from desktop.domain.columns import TARGETS, codes, fold
from desktop.domain.rules import NO_TYPE
from desktop.services.errors import Unreachable
from desktop.services.import_plan import STRANGE_TYPE, Choice, RowPlan
from desktop.services.import_work import BadImport, Opened, Plan, Running, facts
from desktop.texts import Message, _

app = typer.Typer(name="contacts", help=_("Contacts: institutions and the people in them."), no_args_is_help=True)

NO_NAME = _(
    "No column is known to hold the name. The headings are {headings}."
    " The columns can be chosen in Rød Tråd: Contacts, Import from a file."
)


@app.callback()
def group() -> None:
    """Contacts: institutions and the people in them."""


@app.command("import", help=_("Imports institutions or contact persons from a CSV file."))
def import_file(
    context: typer.Context,
    file: Path = typer.Argument(..., help=_("The CSV file."), metavar="FILE"),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Only say what would happen.")),
    kind: str = typer.Option("", "--kind", help=_("institution or person; guessed from the headings."), metavar="KIND"),
    district: str = typer.Option("", "--district", help=_("The district that new contacts belong to."), metavar="NAME"),
    otherwise: str = typer.Option(
        "", "--type", help=_("The type of places that the file says none of."), metavar="TYPE"
    ),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Imports institutions or contact persons from a CSV file."""
    state: State = context.obj
    if kind and kind not in TARGETS:
        raise Usage(Message(_("{kind} is neither institution nor person."), {"kind": kind}))
    with state.office(data, passphrase_file) as office:
        imports = office.app.imports
        space = _space(office, district)
        otherwise = _type(office, otherwise)
        opened = imports.open(file)
        while opened.read():
            pass
        _exchange(office)
        kind = kind or imports.kind(opened)
        columns = imports.columns(opened, kind)
        if not imports.named(kind, columns):
            raise BadImport(Message(NO_NAME, {"headings": ", ".join(f"»{one}«" for one in opened.table.header)}))
        choice = Choice(kind, columns, space, otherwise)
        plan = imports.plan(opened, choice)
        while plan.step():
            pass
        running = None if dry_run else _run(office, plan)
        sent = running is not None and _exchange(office)
        if as_json:
            state.dump(_as_json(state, office, opened, plan, running))
        else:
            _tell(state, office, plan, running, sent)


def _space(office: Office, district: str) -> bytes:
    spaces = office.app.imports.spaces()
    if not district:
        return bytes.fromhex(office.app.imports.usual_space(spaces))
    for space in office.app.spaces.writable():
        if district.casefold() in (space.short.casefold(), space.name.casefold()):
            return space.id
    raise Usage(Message(_("You can write in no district called {name}."), {"name": district}))


def _type(office: Office, given: str) -> str:
    """The code of a type, by the words that a file may use too. Raises Usage."""
    code = codes("institution_types", "types").get(fold(given), "")
    if given and not code:
        raise Usage(Message(_("There is no type {type}. There is: {types}."), {"type": given, "types": _types(office)}))
    return code


def _types(office: Office) -> str:
    return ", ".join(option.label for option in office.app.imports.types())


def _exchange(office: Office) -> bool:
    """Sends and fetches if the server answers; the import does not need it."""
    try:
        office.desk.sync()
    except Unreachable:
        return False
    return True


def _run(office: Office, plan: Plan) -> Running:
    running = office.app.imports.begin(plan)
    while office.app.imports.step(running):
        pass
    return running


def _tell(state: State, office: Office, plan: Plan, running: Running | None, sent: bool) -> None:
    for row in plan.rows:
        if row.act == "skip":
            state.say(
                _("Row {line}, {name}: left out. {why}"), line=row.line, name=row.title or "–", why=_why(state, row)
            )
        elif row.notes:
            state.say(_("Row {line}, {name}: {why}"), line=row.line, name=row.title or "–", why=_why(state, row))
    for line, reason in running.skipped if running else ():
        state.say(_("Row {line}: left out. {why}"), line=line, why=state.texts(reason))
    if any(note.msgid in (NO_TYPE, STRANGE_TYPE) for row in plan.rows if row.act == "skip" for note in row.notes):
        state.say(_("--type says the type of places without one: {types}."), types=_types(office))
    counts = facts(plan)
    if running is None:
        state.say(
            _("Would be added: {add}. Changed: {change}. As they are: {same}. Left out: {skip}. Nothing was changed."),
            **counts,
        )
        return
    done = {"add": running.added, "change": running.changed, "skip": counts["skip"] + len(running.skipped)}
    state.say(_("Added: {add}. Changed: {change}. As they were: {same}. Left out: {skip}."), **{**counts, **done})
    if running.added + running.changed:
        state.say(_("It is on its way to the others.") if sent else _("It is sent when there is a connection."))
        state.say(_("It can be undone in Rød Tråd: Contacts, Import from a file."))


def _as_json(state: State, office: Office, opened: Opened, plan: Plan, running: Running | None) -> dict[str, Any]:
    table = opened.table
    late = {line for line, _reason in running.skipped} if running else set()
    rows = [
        {
            "line": row.line,
            "act": "skip" if row.line in late else row.act,
            "name": row.title,
            "why": [state.texts(note) for note in row.notes],
            "changes": [list(one) for one in office.app.imports.moved(plan.choice, row)],
        }
        for row in plan.rows
        if row.act != "same"
    ]
    counts = dict(facts(plan))
    if running is not None:
        counts |= {"add": running.added, "change": running.changed, "skip": counts["skip"] + len(late)}
    return {
        "kind": plan.choice.kind,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "columns": {target: table.header[at] for target, at in plan.choice.columns.items()},
        "written": running is not None,
        "counts": counts,
        "rows": rows,
    }


def _why(state: State, row: RowPlan) -> str:
    return " ".join(state.texts(note) for note in row.notes)
