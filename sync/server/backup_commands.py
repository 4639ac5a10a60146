"""`roedtraad-endpoint backup|restore`: everything the endpoint keeps in one file, and back from it."""

import time
from pathlib import Path
from typing import Annotated

import typer

from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import backup as backups
from sync.server import folder, opening
from sync.server.arguments import Data, Where, now_ms, stop

commands = typer.Typer()
File = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


@commands.command()
def backup(file: File, data: Data, database: Where = None) -> None:
    """Write everything to a new file, also while the endpoint serves. It holds the server key: keep it closed."""
    try:
        folder.prepare(data)
        base, key = opening.opened(data, database)
    except folder.Unusable as error:
        stop(error.reason)
    try:
        told = backups.write(base, key, file, now_ms())
    except SyncError as error:
        stop(error.reason)
    except OSError as error:
        stop(f"cannot write {error.filename or file}: {error.strerror}")
    finally:
        base.close()
    print(f"wrote {file}: {told.commits} commits of {told.spaces} logs")


@commands.command()
def restore(
    file: File,
    data: Data,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="Speak with a new key: clients trust it when administrators have named it."),
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
        stop(error.reason)
    except OSError as error:
        stop(f"cannot read or write {error.filename or file}: {error.strerror}")
    if held is not None:
        held.release()
    made = time.strftime("%Y-%m-%d %H:%M", time.gmtime(told.made_ms / 1000))
    print(f"put back {file} of {made} UTC: {told.commits} commits of {told.spaces} logs, which begin anew")
    if new_key:
        print(f"server key {key.pk.hex()}")
