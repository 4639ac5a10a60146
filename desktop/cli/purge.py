"""`purge find|show|name|list|agree|status`: erasure, which two archivists agree on; who has not erased yet."""

from pathlib import Path

import typer

from desktop.cli.bundle_told import changes as changes_of
from desktop.cli.state import WHOLE_ID, AsJson, Data, Office, PassphraseFile, Space, State, Usage, moment
from desktop.domain.registry import kinds
from desktop.services.erasing import DAYS, Change, Proposal
from desktop.services.errors import NotFound
from desktop.services.membership import ID_DIGITS
from desktop.texts import Message, _

app = typer.Typer(name="purge", help=_("Erasing for good, by two archivists."), no_args_is_help=True)
Kind = typer.Option(..., "--kind", help=_("What kind of record, as find says it."))
Rec = typer.Option(..., "--record", help=_("The record's id, as find says it."))


@app.callback()
def group() -> None:
    """Erasing for good, by two archivists."""


@app.command(help=_("Finds records by words; what somebody typed about a child is not shown."))
def find(
    context: typer.Context,
    words: str = typer.Argument(..., help=_("Words of the record."), metavar="WORDS"),
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
        spaces = {facts["space"] for facts in rows}
        called = {space: office.app.spaces.called(bytes.fromhex(space)) for space in spaces}
    if as_json:
        state.dump(rows)
        return
    for facts in rows:
        short = {"record": facts["record"][:ID_DIGITS], "space": called[facts["space"]]}
        state.say(_("{kind}  {record}  in {space}  {title}"), **facts | short)
    if not rows:
        state.say(_("Nothing was found."))


@app.command(help=_("Lists the changes of a record, without a word of what they say."))
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
        _where, _what, changes = _changes(office, space, kind, record)
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


@app.command(help=_("Names a record's changes for erasure (archivist). A second archivist must agree."))
def name(
    context: typer.Context,
    space: str = Space,
    kind: str = Kind,
    record: str = Rec,
    change: list[int] = typer.Option([], help=_("Only this change, by its number in show; may be repeated.")),
    data: Path | None = Data,
    passphrase_file: Path | None = PassphraseFile,
) -> None:
    """Names a record's changes for erasure (archivist). A second archivist must agree."""
    state: State = context.obj
    with state.office(data, passphrase_file) as office:
        where, what, changes = _changes(office, space, kind, record)
        if not all(1 <= n <= len(changes) for n in change):
            raise Usage(Message(_("There is no change with that number: look at show.")))
        chosen = [changes[n - 1].dot for n in change]
        count, along = office.app.erasing.name(where, kind, what, chosen)
        office.desk.sync()
    if along:
        state.say(
            _("Named along: {changes} of before; else the words would still be in the history."),
            changes=changes_of(state.texts, along),
        )
    state.say(
        _("{changes} named. Another archivist must agree before it is erased: purge list, purge agree."),
        changes=changes_of(state.texts, count),
    )


@app.command("list", help=_("What waits for a second archivist, and what was agreed on."))
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
        args = {
            "title": erased.title,
            "changes": changes_of(state.texts, erased.count),
            "day": moment(gone) if gone else "",
        }
        if gone is None:
            state.say(_("{title}: {changes} hidden; the municipality's server has not heard of it yet."), **args)
        elif not erased.gone:
            state.say(_("{title}: {changes} hidden; the bytes go {day}."), **args)
        else:
            state.say(_("{title}: {changes}; the bytes went {day}."), **args)
    if not waiting and not agreed:
        state.say(_("Nothing is named for erasure."))


@app.command(help=_("Erases what another archivist named (archivist)."))
def agree(
    context: typer.Context,
    code: str = typer.Argument(..., help=_("The code, as list says it."), metavar="CODE"),
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
    state.say(
        _("Erased: {changes}. Hidden now, and gone from every copy in {days} days."),
        changes=changes_of(state.texts, count),
        days=DAYS,
    )


@app.command(help=_("Which pc's have not said yet that it is gone there (administrator, or a reader)."))
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


def _changes(office: Office, space: str, kind: str, record: str) -> tuple[bytes, bytes, tuple[Change, ...]]:
    """The space, the record and its changes. Raises Usage, NotFound."""
    if kind not in kinds():
        raise Usage(Message(_("{kind} is no kind of record: look at find."), {"kind": kind}))
    office.desk.sync()
    where, what = office.space(space), _rec(office, kind, record)
    return where, what, office.app.erasing.changes(where, kind, what)


def _rec(office: Office, kind: str, text: str) -> bytes:
    """A record by the beginning of its id, or by the whole of it, which may not be in any list."""
    wanted = text.strip().casefold()
    if WHOLE_ID.fullmatch(wanted):
        return bytes.fromhex(wanted)
    rows = office.app.records.all(kind) if len(wanted) >= ID_DIGITS else ()
    found = {row.rec for row in rows if row.rec.hex().startswith(wanted)}
    if len(found) != 1:
        raise Usage(Message(_("No record begins with {text}: write more of its id, as find says it."), {"text": text}))
    return found.pop()


def _tell(state: State, one: Proposal) -> None:
    args = {"code": one.code, "title": one.title, "changes": changes_of(state.texts, len(one.dots)), "who": one.who}
    when = moment(one.when) if one.when else ""
    if one.mine:
        state.say(
            _("{code}: {title}, {changes}, named by you {when}; another archivist must agree."), when=when, **args
        )
    else:
        state.say(_("{code}: {title}, {changes}, named by {who} {when}: purge agree {code}"), when=when, **args)
