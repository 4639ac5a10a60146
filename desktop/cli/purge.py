"""`purge find|show|name|list|agree|status`: erasure, which two archivists agree on; who has not erased yet."""

from pathlib import Path

import typer

from desktop.cli.said import said
from desktop.cli.state import AsJson, Data, Office, PassphraseFile, State, Usage, hexed, moment, space_id
from desktop.domain.registry import kinds
from desktop.services.erasing import DAYS, Change, Proposal
from desktop.services.errors import NotFound
from desktop.texts import Message, _

app = typer.Typer(name="purge", help=said(_("Erasing for good, by two archivists.")), no_args_is_help=True)
Space = typer.Option(..., "--space", help=said(_("The space's id.")))
Kind = typer.Option(..., "--kind", help=said(_("What kind of record, as find says it.")))
Rec = typer.Option(..., "--record", help=said(_("The record's id, as find says it.")))


@app.callback()
def group() -> None:
    """Erasing for good, by two archivists."""


@app.command(help=said(_("Finds records by words; what somebody typed about a child is not shown.")))
def find(
    context: typer.Context,
    words: str = typer.Argument(..., help=said(_("Words of the record."))),
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Finds records by words; what somebody typed about a child is not shown."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        answer = office.app.search.ask(words)()
        groups = answer.groups if answer else ()
        rows = []
        for hit in (hit for found in groups for hit in found.hits):
            row = office.app.records.get(hit.kind, hit.rec)
            if row is not None:
                facts = {"kind": hit.kind, "record": hit.rec.hex(), "space": row.space.hex()}
                rows.append(facts | {"title": hit.discreet_title})
    if as_json:
        state.dump(rows)
        return
    for facts in rows:
        state.say(_("{kind}  {record}  in {space}  {title}"), **facts)
    if not rows:
        state.say(_("Nothing was found."))


@app.command(help=said(_("Lists the changes of a record, without a word of what they say.")))
def show(
    context: typer.Context,
    space: str = Space,
    kind: str = Kind,
    record: str = Rec,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Lists the changes of a record, without a word of what they say."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        changes = _changes(office, space, kind, record)
    if as_json:
        state.dump(
            [
                {"n": n, "change": f"{one.dot.cid.hex()}:{one.dot.i}", "who": one.who, "what": one.what}
                | {"at": one.when.isoformat(), "erased": one.erased}
                for n, one in enumerate(changes, 1)
            ]
        )
        return
    for n, one in enumerate(changes, 1):
        what = state.texts(_("erased")) if one.erased else one.what
        state.say(_("{n}. {when}: {who} {what}"), n=n, when=moment(one.when), who=one.who, what=what)


@app.command(help=said(_("Names a record's changes for erasure (archivist). A second archivist must agree.")))
def name(
    context: typer.Context,
    space: str = Space,
    kind: str = Kind,
    record: str = Rec,
    change: list[int] = typer.Option([], help=said(_("Only this change, by its number in show; may be repeated."))),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Names a record's changes for erasure (archivist). A second archivist must agree."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        changes = _changes(office, space, kind, record)
        if not all(1 <= n <= len(changes) for n in change):
            raise Usage(Message(_("There is no change with that number: look at show.")))
        chosen = [changes[n - 1].dot for n in change]
        count, along = office.app.erasing.name(space_id(space), kind, _rec(record), chosen)
        office.desk.sync()
    if along:
        state.say(_("{n} older changes are named too: else the words would still be in the history."), n=along)
    state.say(
        _("{n} changes are named. They are erased when another archivist agrees: purge list, purge agree."), n=count
    )


@app.command("list", help=said(_("What waits for a second archivist, and what was agreed on.")))
def list_purges(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """What waits for a second archivist, and what was agreed on."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        waiting, agreed = office.app.erasing.proposals(), office.app.erasing.erased()
    if as_json:
        state.dump(
            {
                "waiting": [
                    {"code": one.code, "space": one.space.hex(), "who": one.who, "title": one.title}
                    | {"changes": len(one.dots), "mine": one.mine}
                    for one in waiting
                ],
                "agreed": [
                    {"space": one.space.hex(), "title": one.title, "changes": one.count}
                    | {"gone_from": one.gone_from.isoformat() if one.gone_from else None, "gone": one.gone}
                    for one in agreed
                ],
            }
        )
        return
    for one in waiting:
        _tell(state, one)
    for erased in agreed:
        gone = erased.gone_from
        args = {"title": erased.title, "n": erased.count, "day": moment(gone) if gone else ""}
        if gone is None:
            state.say(_("{title}: {n} changes are hidden; the municipality's server has not heard of it yet."), **args)
        elif not erased.gone:
            state.say(_("{title}: {n} changes are hidden; the bytes go {day}."), **args)
        else:
            state.say(_("{title}: {n} changes; the bytes went {day}."), **args)
    if not waiting and not agreed:
        state.say(_("Nothing is named for erasure."))


@app.command(help=said(_("Erases what another archivist named (archivist).")))
def agree(
    context: typer.Context,
    code: str = typer.Argument(..., help=said(_("The code, as list says it."))),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Erases what another archivist named (archivist)."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        office.desk.sync()
        found = [one for one in office.app.erasing.proposals() if one.code == code.strip().lower()]
        if len(found) != 1:
            raise NotFound(Message(_("Nothing waits under the code {code}: look at purge list."), {"code": code}))
        count = office.app.erasing.agree(found[0])
        office.desk.sync()
    state.say(_("{n} changes are erased: hidden now, and gone from every copy in {days} days."), n=count, days=DAYS)


@app.command(help=said(_("Which pc's have not said yet that it is gone there (administrator, or a reader).")))
def status(
    context: typer.Context,
    as_json: bool = AsJson,
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Which pc's have not said yet that it is gone there (administrator, or a reader)."""
    state: State = context.obj
    facts: list[dict[str, object]] = []
    with state.office(data, passphrase_file) as office:
        roster, words = office.desk.refresh(), office.words
        lines: list[str] = []
        for space in roster.spaces:
            if not roster.may_fetch(office.machine.keys.device_id, space):
                continue
            for one in office.desk.not_erased(space):
                missing = [state.texts(words.device(device)) for device in one.devices]
                change = {"space": space.hex(), "change": f"{one.purge.dot.cid.hex()}:{one.purge.dot.i}"}
                facts.append({**change, "due": one.due, "missing": [device.hex() for device in one.devices]})
                if missing and one.due:
                    where = state.texts(words.space(space))
                    lines.append(
                        state.texts(_("{space}: not yet on {machines}"), space=where, machines=", ".join(missing))
                    )
    if as_json:
        state.dump(facts)
        return
    for line in dict.fromkeys(lines):
        print(line)
    if not lines:
        state.say(_("Nothing is left that should be gone."))


def _changes(office: Office, space: str, kind: str, record: str) -> tuple[Change, ...]:
    if kind not in kinds():
        raise Usage(Message(_("{kind} is no kind of record: look at find."), {"kind": kind}))
    office.desk.sync()
    return office.app.erasing.changes(space_id(space), kind, _rec(record))


def _rec(text: str) -> bytes:
    return hexed(text, Message(_("The record's id is 32 digits and letters, as find says it.")), 16)


def _tell(state: State, one: Proposal) -> None:
    args = {"code": one.code, "title": one.title, "n": len(one.dots), "who": one.who}
    when = moment(one.when) if one.when else ""
    if one.mine:
        state.say(
            _("{code}: {title}, {n} changes, named by you {when}; another archivist must agree."), when=when, **args
        )
    else:
        state.say(_("{code}: {title}, {n} changes, named by {who} {when}: purge agree {code}"), when=when, **args)
