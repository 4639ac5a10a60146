"""What a lying endpoint says of generations, under its own signature."""

from helpers.wire import Client, LocalEndpoint, Town

from sync.client.calls import drain
from sync.heads import GenStart
from sync.model import Witness
from sync.protocol import Answer, LogPage, Problem, Request, log_page


class Answering:
    """Answers some requests by itself."""

    def __init__(self, client: Client, **kinds: object) -> None:
        self._inner, self._kinds = client.transport, kinds

    def send(self, request: Request) -> Answer:
        """The forged answer for its kind, else the endpoint's."""
        forged = self._kinds.get(request.kind)
        answer = forged(request) if callable(forged) else None
        return answer if isinstance(answer, Answer) else self._inner.send(request)


def moved(gen: int) -> Answer:
    """What an endpoint says whose log is of another generation."""
    return Answer(409, True, Problem("generation", [gen]).raw())


def forged_start(town: Town, endpoint: LocalEndpoint, gen: int, prev: Witness) -> GenStart:
    """A GenStart under the endpoint's own signature."""
    return GenStart(town.org, town.space, gen, prev, 5).signed(endpoint.key)


def lie(client: Client, town: Town, start: GenStart, page: LogPage | None = None) -> str:
    """A round in which the endpoint claims that its log goes on with `start`; why the client is frozen."""

    def log(request: Request) -> Answer | None:
        if request.space != town.space:
            return None
        if f"gen={start.gen}&" in request.query and page is not None:
            return Answer(200, True, log_page([], page.head, page.top))
        return moved(start.gen)

    def gen(request: Request) -> Answer | None:
        return Answer(200, True, start.raw()) if request.space == town.space else None

    client.engine.nudge()
    drain(client.engine, Answering(client, log=log, gen=gen, push=log))  # type: ignore[arg-type]
    return client.journal.frozen()
