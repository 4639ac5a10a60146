"""`roedtraad-endpoint backup|restore`: everything the endpoint keeps in one file, and back from it."""

import time
from pathlib import Path
from typing import Annotated

import typer

from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import backup as backups
from sync.server import folder, opening, words
from sync.server.arguments import Data, Where, now_ms, say, stop
from sync.texts import Message, _

commands = typer.Typer()
File = Annotated[Path, typer.Argument(help=_("The backup."), metavar="FILE")]


@commands.command(
    help=_("Write everything to a new file, also while the endpoint serves. It holds the server key: keep it closed.")
)
def backup(file: File, data: Data, database: Where = None) -> None:
    """Write everything to a new file, also while the endpoint serves. It holds the server key: keep it closed."""
    try:
        folder.prepare(data)
        base, key = opening.opened(data, database)
    except folder.Unusable as error:
        stop(error)
    try:
        told = backups.write(base, key, file, now_ms())
    except SyncError as error:
        stop(error)
    except OSError as error:
        why = {"file": error.filename or file, "why": words.system(error)}
        stop(Message(_("cannot write {file}: {why}"), why))
    finally:
        base.close()
    say(_("wrote {file}: {commits} commits of {logs} logs"), file=file, commits=told.commits, logs=told.spaces)


@commands.command(
    help=_(
        "Put a backup back into an empty place. Every log begins anew; members bring back what came after the backup."
    )
)
def restore(
    file: File,
    data: Data,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help=_("Speak with a new key: clients trust it when administrators have named it.")),
    ] = False,
    database: Where = None,
) -> None:
    """Put a backup back into an empty place. Every log begins anew; members bring back what came after the backup."""
    try:
        folder.prepare(data)
        held = folder.lock(data) if database is None else None
        found = backups.opened(file)
        key = SigningKey.generate() if new_key else found.key
        told = opening.filled(data, database, key, lambda base: found.load(base, key, now_ms()))
    except SyncError as error:
        stop(error)
    except OSError as error:
        why = {"file": error.filename or file, "why": words.system(error)}
        stop(Message(_("cannot read or write {file}: {why}"), why))
    if held is not None:
        held.release()
    made = time.strftime("%Y-%m-%d %H:%M", time.gmtime(told.made_ms / 1000))
    say(
        _("put back {file} of {made} UTC: {commits} commits of {logs} logs, which begin anew"),
        file=file,
        made=made,
        commits=told.commits,
        logs=told.spaces,
    )
    if new_key:
        say(_("server key {key}"), key=key.pk.hex())
