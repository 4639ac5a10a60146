"""A line that loses what it is told to lose: requests on their way there, or answers on their way back."""

from dataclasses import dataclass, field

from sync.client.transport import Transport, Unreachable
from sync.model import Commit
from sync.protocol import Answer, Hello, Request, parse_push


@dataclass
class Lossy:
    """Stands between one client and its endpoint; what is lost is named by the kind of request."""

    inner: Transport
    shut: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
    """The answers to these do not come back, though they arrived."""
    pushed: list[Commit] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def send(self, request: Request) -> Answer:
        """The answer, if there is one."""
        self.asked.append(request.kind)
        if request.kind in self.shut:
            raise Unreachable("no connection")
        if request.kind == "push":
            self.pushed += [Commit.from_value(value) for value in parse_push(request.body)]
        if request.kind == "post":
            self.posted.append(request.body)
        answer = self.inner.send(request)
        if request.kind in self.deaf:
            raise Unreachable("no connection")
        return answer

    def hello(self) -> Hello:
        """The first word."""
        return self.inner.hello()

    def close(self) -> None:
        """Closes the line."""
        self.inner.close()
