"""The running endpoint: one listening socket, one process, and an orderly end. Knows no command line."""

import json
import logging
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType

import uvicorn

from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import words
from sync.server.app import OWN, App
from sync.server.arguments import now_ms
from sync.server.auth import Challenges
from sync.server.bell import Bell
from sync.server.database.connections import Database, Postgres
from sync.server.database.sharing import Ear, SharedBuckets, SharedNonces
from sync.server.endpoint import Endpoint
from sync.server.folder import Unusable
from sync.server.limits import Limits, OwnBuckets
from sync.server.mark import Mark
from sync.server.purging import Erasing
from sync.texts import Message, _

SHUTDOWN_S = 3
"""What is under way when it is told to stop has so long; with the rest of its end it is over within 5 s."""
FILES = 16_384
"""Connections and files that one process may have open, where the machine allows it."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises Unusable."""
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
        said = words.system(error) if isinstance(error, OSError) else Message(_("not a port"))
        raise Unusable(_("cannot listen on {host} port {port}: {why}"), host=host, port=port, why=said) from None
    return listening


class Lines(logging.Formatter):
    """Every line of the log is JSON without content: of others' records the pattern and the kind of error alone."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if record.name == OWN:
            return record.getMessage()
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        said = {"at_ms": int(record.created * 1000), "logger": record.name, "said": str(record.msg)}
        return json.dumps(said | ({"error": kind} if kind else {}))


class _Server(uvicorn.Server):
    """Ends long polls when it is told to stop, so that finishing takes no longer than the work under way."""

    def __init__(self, config: uvicorn.Config, bell: Bell, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._bell = bell
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Not before: whoever reads this line may end the process at once, and in good order.
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not the library's own: it would raise the signal again when all is done, and the exit status be 143.
        self._bell.close()
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(base: Database, key: SigningKey, mark: Mark, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serves until it is told to stop; calls `ready` when it can be asked, and also ended, in good order."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    _more_files()
    shared = base if isinstance(base, Postgres) else None
    ear = None if shared is None else Ear(shared)
    bell = Bell(None if ear is None else ear.announce)
    endpoint = Endpoint(base, key, bell, now_ms)
    challenges = Challenges(now_ms, None if shared is None else SharedNonces(shared))
    app = App(endpoint, challenges, limits=Limits(OwnBuckets() if shared is None else SharedBuckets(shared)))
    config = uvicorn.Config(
        app.asgi,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        server_header=False,
        proxy_headers=False,
    )
    erasing, closed = Erasing(base, now_ms), threading.Event()
    _erase(erasing)
    _look(mark)
    looking = threading.Thread(target=mark.each_minute, args=(closed,), name="mark", daemon=True)
    looking.start()
    threading.Thread(target=erasing.each_hour, args=(closed,), name="erase", daemon=True).start()
    listening.listen(config.backlog)
    try:
        if ear is not None:
            ear.open(bell.ring_here)
        _Server(config, bell, ready).run(sockets=[listening])
    finally:
        closed.set()
        looking.join(SHUTDOWN_S)
        if ear is not None:
            ear.close()


def _erase(erasing: Erasing) -> None:
    """Before anything is served: a backup that was put back may hold what is long erased. Raises Unusable."""
    try:
        erasing.sweep()
    except SyncError as error:
        raise Unusable(_("cannot erase what is due: {why}"), why=words.reason(error)) from None


def _look(mark: Mark) -> None:
    """Before anything is signed: a database that was set back would make a liar of it. Raises Unusable."""
    try:
        begun = mark.look()
    except (SyncError, OSError):
        raise Unusable(_("cannot tell whether the database was set back")) from None
    if begun:
        logging.getLogger(OWN).warning(json.dumps({"said": "the database was set back; every log begins anew"}))


def _more_files() -> None:
    """Each pc has two connections open: the usual 1,024 files would be 500 of them."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
