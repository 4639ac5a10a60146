"""`roedtraad-endpoint`: serve and admit. Turns wrong usage into one line on standard error and exit status 2."""

import logging
import socket
import sys
from types import FrameType
from typing import Annotated

import typer
import uvicorn

from sync.server import folder
from sync.server.app import App
from sync.server.arguments import Data, Where, now_ms, stop
from sync.server.auth import Challenges
from sync.server.bell import Bell
from sync.server.bundle_commands import bundle
from sync.server.database import address
from sync.server.database import rows as db
from sync.server.database.connections import Postgres
from sync.server.database.sharing import Ear, SharedNonces
from sync.server.endpoint import Endpoint
from sync.server.opening import opened

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SHUTDOWN_S = 5
IN_THE_OPEN = "everybody on this machine can read the password in --database (ps): put the line in a file and name that"
cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
cli.add_typer(bundle)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named by its protocol: asyncio turns Nagle's algorithm off only for such a socket, and with it on every answer
    # waits some 40 ms for the client's delayed acknowledgement of its headers.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there the option would let two listen on one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        stop(f"cannot listen on {host} port {port}: {getattr(error, 'strerror', None) or 'not a port'}")
    return listening


class _Server(uvicorn.Server):
    """Ends long polls when it is told to stop, so that finishing takes no longer than the work under way."""

    def __init__(self, config: uvicorn.Config, bell: Bell, ready: str) -> None:
        super().__init__(config)
        self._bell = bell
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Not before: whoever reads this line may end the process at once, and in good order.
        print(self._ready, flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not the library's own: it would raise the signal again when all is done, and the exit status be 143.
        self._bell.close()
        self.force_exit = self.should_exit
        self.should_exit = True


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
    listening = _listen(host, port)
    if database is not None and address.parse(database)[1]:
        print(f"roedtraad-endpoint: {IN_THE_OPEN}", file=sys.stderr)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    ear = Ear(base) if isinstance(base, Postgres) else None
    bell = Bell(None if ear is None else ear.announce)
    endpoint = Endpoint(base, server_key, bell, now_ms)
    app = App(endpoint, Challenges(now_ms, SharedNonces(base) if isinstance(base, Postgres) else None))
    config = uvicorn.Config(
        app.asgi, log_config=None, access_log=False, timeout_graceful_shutdown=SHUTDOWN_S, server_header=False
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    listening.listen(config.backlog)
    shown = f"[{host}]" if ":" in host else host
    ready = f"roedtraad-endpoint ready http://{shown}:{listening.getsockname()[1]}"
    try:
        if ear is not None:
            ear.open(bell.ring_here)
        _Server(config, bell, ready).run(sockets=[listening])
    finally:
        if ear is not None:
            ear.close()
        base.close()
        if held is not None:
            held.release()


@cli.command()
def admit(
    org_key: Annotated[str, typer.Option(help="The organisation's id: 32 hexadecimal digits.")],
    data: Data,
    database: Where = None,
) -> None:
    """Name an organisation that this endpoint serves."""
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
        db.admit(conn, org, now_ms())
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
