"""`roedtraad-endpoint`: its commands. Turns wrong usage into one line on standard error and exit status 2."""

import sys
from functools import cache
from typing import Annotated, Any

import typer

from sync.commands import spoken, wrong
from sync.server import folder, serving, words
from sync.server.arguments import Data, Where, complain, now_ms, say, stop
from sync.server.backup_commands import commands as backup_commands
from sync.server.bundle_commands import bundle
from sync.server.database import address
from sync.server.database import rows as db
from sync.server.mark import Mark
from sync.server.opening import opened
from sync.texts import Message, Texts, _

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MB = 1_000_000
IN_THE_OPEN = Message(
    _("everybody on this machine can read the password in --database (ps): put the line in a file and name that")
)
cli = typer.Typer(
    help=_("The municipality's server: it keeps what the pc's send, sealed, and reads none of it."),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.add_typer(bundle)
cli.add_typer(backup_commands)


@cli.command(help=_("Serve the organisations that were admitted."))
def serve(
    data: Data,
    port: Annotated[int, typer.Option(min=0, max=65535, help=_("0 = a free one."))] = 8471,
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    behind_tls: Annotated[bool, typer.Option("--behind-tls", help=_("A proxy in front ends TLS."))] = False,
    database: Where = None,
) -> None:
    """Serve the organisations that were admitted."""
    if host not in LOOPBACK and not behind_tls:
        told = _("plain HTTP on {host} would be read by others: put TLS in front and say --behind-tls")
        stop(Message(told, {"host": host}))
    try:
        folder.prepare(data)
        held = folder.lock(data) if database is None else None
        base, server_key = opened(data, database)
    except folder.Unusable as error:
        stop(error)
    try:
        listening = serving.listen(host, port)
    except folder.Unusable as error:
        stop(error)
    if database is not None and address.parse(database)[1]:
        complain(IN_THE_OPEN)
    shown = f"[{host}]" if ":" in host else host
    # not in the language of whoever started it: programs wait for this line (docs/protocol.md, 8)
    ready = f"roedtraad-endpoint ready http://{shown}:{listening.getsockname()[1]}"
    try:
        mark = Mark(data / folder.MARK_FILE, base, server_key, now_ms)
        serving.serve(base, server_key, mark, listening, lambda: print(ready, flush=True))
    except folder.Unusable as error:
        stop(error)
    finally:
        listening.close()
        base.close()
        if held is not None:
            held.release()


@cli.command(help=_("Name an organisation that this endpoint serves; a second time changes its quota alone."))
def admit(
    org_key: Annotated[str, typer.Option(help=_("The organisation's id: 32 hexadecimal digits."))],
    data: Data,
    database: Where = None,
    quota_mb: Annotated[
        int | None, typer.Option(min=0, help=_("Megabytes of sealed commits it may fill; 0 = no limit, as at first."))
    ] = None,
) -> None:
    """Name an organisation that this endpoint serves; a second time changes its quota alone."""
    try:
        org = bytes.fromhex(org_key.strip())
    except ValueError:
        org = b""
    if len(org) != 16:
        stop(Message(_("{option} is not 32 hexadecimal digits"), {"option": "--org-key"}))
    try:
        folder.prepare(data)
        base, _key = opened(data, database)
    except folder.Unusable as error:
        stop(error)
    with base.writing() as conn:
        db.admit(conn, org, now_ms(), None if quota_mb is None else quota_mb * MB)
    base.close()
    say(_("admitted {org}"), org=org.hex())


@cache
def _command(language: str) -> Any:
    """What the declarations come to in a language; worked out once."""
    return spoken(cli, Texts(language), language)


def run(arguments: list[str]) -> int:
    """Carries out one command; its exit status."""
    language = words.texts().language
    try:
        status = _command(language)(args=arguments, prog_name="roedtraad-endpoint", standalone_mode=False)
    except typer.TyperException as error:
        told = wrong(error, language)
        if told:
            print(f"roedtraad-endpoint: {' '.join(told.split())}", file=sys.stderr)
        return 2
    except typer.Abort:
        return 1
    return int(status or 0)


def main() -> None:
    """The command's entry point."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
