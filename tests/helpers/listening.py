"""One client that hears three commits through a lying endpoint, the second of them altered."""

from collections.abc import Callable

from helpers.hostile import Edit, LyingEndpoint, header_with
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Event
from sync.codec import Value

Row = list[Value]


def listen(client: Client, endpoint: LocalEndpoint, edit: Edit, *, resign: bool = True) -> list[Event]:
    """One sync of the client through a lying endpoint."""
    client.engine.nudge()
    return drain(client.engine, LyingEndpoint(client.transport, endpoint.key, edit, resign))


def three(town: Town) -> None:
    """Signe has three notes at the endpoint that Palle has not pulled."""
    for n in range(3):
        town.signe.save(town.space, bytes([n + 1]) * 16, str(n))
    town.signe.sync()


def second(change: Callable[[list[Value]], list[Value]]) -> Edit:
    """Alters the second commit of the space's three."""

    def edit(rows: list[Row]) -> list[Row]:
        if len(rows) == 3:
            seq, received, commit = rows[1]
            rows[1] = [seq, received, change(list(commit))]  # type: ignore[arg-type]
        return rows

    return edit


def with_field(town: Town, place: int, value: object) -> Callable[[list[Value]], list[Value]]:
    """The commit with one header field replaced, rightly signed by its author."""
    return lambda c: [*header_with(town.signe.keys, c[0], place, value), c[2]]  # type: ignore[arg-type,list-item]
