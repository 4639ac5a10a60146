"""`roedtraad-endpoint`: its commands. Turns wrong usage into one line on standard error and exit status 2."""

import sys
from typing import Annotated

import typer

from sync.server import folder, serving
from sync.server.arguments import Data, Where, now_ms, stop
from sync.server.backup_commands import commands as backup_commands
from sync.server.bundle_commands import bundle
from sync.server.database import address
from sync.server.database import rows as db
from sync.server.mark import Mark
from sync.server.opening import opened

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MB = 1_000_000
IN_THE_OPEN = "everybody on this machine can read the password in --database (ps): put the line in a file and name that"
cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
cli.add_typer(bundle)
cli.add_typer(backup_commands)


@cli.command()
def serve(
    data: Data,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 = a free one.")] = 8471,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    behind_tls: Annotated[bool, typer.Option("--behind-tls", help="A proxy in front ends TLS.")] = False,
    database: Where = None,
) -> None:
    """Serve the organisations that were admitted."""
    if host not in LOOPBACK and not behind_tls:
        stop(f"plain HTTP on {host} would be read by others: put TLS in front and say --behind-tls")
    try:
        folder.prepare(data)
        held = folder.lock(data) if database is None else None
        base, server_key = opened(data, database)
    except folder.Unusable as error:
        stop(error.reason)
    try:
        listening = serving.listen(host, port)
    except folder.Unusable as error:
        stop(error.reason)
    if database is not None and address.parse(database)[1]:
        print(f"roedtraad-endpoint: {IN_THE_OPEN}", file=sys.stderr)
    shown = f"[{host}]" if ":" in host else host
    ready = f"roedtraad-endpoint ready http://{shown}:{listening.getsockname()[1]}"
    try:
        mark = Mark(data / folder.MARK_FILE, base, server_key, now_ms)
        serving.serve(base, server_key, mark, listening, lambda: print(ready, flush=True))
    except folder.Unusable as error:
        stop(error.reason)
    finally:
        listening.close()
        base.close()
        if held is not None:
            held.release()


@cli.command()
def admit(
    org_key: Annotated[str, typer.Option(help="The organisation's id: 32 hexadecimal digits.")],
    data: Data,
    database: Where = None,
    quota_mb: Annotated[
        int | None, typer.Option(min=0, help="Megabytes of sealed commits it may fill; 0 = no limit, as at first.")
    ] = None,
) -> None:
    """Name an organisation that this endpoint serves; a second time changes its quota alone."""
    try:
        org = bytes.fromhex(org_key.strip())
    except ValueError:
        org = b""
    if len(org) != 16:
        stop("--org-key is not 32 hexadecimal digits")
    try:
        folder.prepare(data)
        base, _key = opened(data, database)
    except folder.Unusable as error:
        stop(error.reason)
    with base.writing() as conn:
        db.admit(conn, org, now_ms(), None if quota_mb is None else quota_mb * MB)
    base.close()
    print(f"admitted {org.hex()}")


def main() -> None:
    """The command's entry point."""
    try:
        status = cli(prog_name="roedtraad-endpoint", standalone_mode=False)
    except typer.TyperException as error:
        line = " ".join(error.format_message().split())
        print(f"roedtraad-endpoint: {line}", file=sys.stderr)
        status = 2
    except typer.Abort:
        status = 1
    sys.exit(status or 0)


if __name__ == "__main__":
    main()
