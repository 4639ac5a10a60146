"""A space's log for whoever holds no key: asked for page by page, nothing kept. An administrator needs no bodies.

Each page counts under the endpoint's Head and the chain, like a page of a pull.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sync.client import calls
from sync.client.transport import Transport
from sync.codec import as_bytes, as_list
from sync.control import ControlLog
from sync.errors import Refused, SyncError
from sync.heads import Entry, GenStart, next_chain
from sync.model import Header
from sync.protocol import MAX_PULL, LogPage, Request, space_path


class Listed(NamedTuple):
    """One commit of a log: where it stands, and what its author signed."""

    seq: int
    received_ms: int
    header: Header
    sig: bytes


def listed(transport: Transport, control: ControlLog, space: bytes) -> Iterator[Listed]:
    """Every commit of the space's log in order. What cannot be read as a header is passed over: nobody can cite it.

    Raises Refused where the endpoint's signatures or its chain do not hold, Unreachable, Malformed.
    """
    for page in pages(transport, control, newest(transport, control, space), bodies=False):
        yield from (found for entry in page.entries if (found := _read(entry)) is not None)


def newest(transport: Transport, control: ControlLog, space: bytes) -> GenStart:
    """The newest generation of the space's log. Raises as `listed`."""
    start = calls.newest_start(transport, control.org or b"", space)
    if (start.org, start.space) != (control.org, space) or not start.verify(control.roster().server_pk):
        raise Refused("generation is not signed by the endpoint")
    return start


def pages(transport: Transport, control: ControlLog, start: GenStart, *, bodies: bool) -> Iterator[LogPage]:
    """A generation's log page by page, each verified before it is handed out; one at least. Raises as `listed`."""
    org, space, server_pk = start.org, start.space, control.roster().server_pk
    seq, chain, top = 0, start.chain, 1
    while seq < top:
        query = f"gen={start.gen}&after={seq}&max_bytes={MAX_PULL}" + ("" if bodies else "&headers=1")
        request = Request("log", "GET", space_path(org, space, "log"), query, space=space, timeout_s=60.0)
        page = LogPage.parse(calls.body_of(transport.send(request)))
        for entry in page.entries:
            if entry.seq != seq + 1:
                raise Refused("entries are not in order")
            seq, chain = entry.seq, next_chain(chain, entry.cid, entry.received_ms)
        head = page.head
        if (head.org, head.space, head.gen, head.seq, head.chain) != (org, space, start.gen, seq, chain):
            raise Refused("page does not chain")
        if not head.verify(server_pk):
            raise Refused("head is not signed by the endpoint")
        yield page
        top = page.top if page.entries else seq


def _read(entry: Entry) -> Listed | None:
    try:
        header, sig, _ = as_list(entry.commit, 3)
        return Listed(entry.seq, entry.received_ms, Header.parse(as_bytes(header)), as_bytes(sig, 64))
    except SyncError:
        return None
