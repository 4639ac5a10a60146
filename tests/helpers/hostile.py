"""What a hostile member and a lying endpoint can do: bytes of any kind, rightly signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from helpers.wire import Client

from sync.client.transport import Transport
from sync.codec import Value
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.heads import GenStart, Head, next_chain
from sync.log import WriteState
from sync.model import Commit, digest
from sync.protocol import Answer, Hello, LogPage, Request, log_page


def flip(data: bytes, at: int = -1) -> bytes:
    """The same bytes with one bit other."""
    altered = bytearray(data)
    altered[at] ^= 1
    return bytes(altered)


def header_with(keys: DeviceKeys, header: bytes, place: int, value: object) -> list[object]:
    """`[header, sig]` where one field is any msgpack value at all, rightly signed: what a hostile member can send."""
    fields = msgspec.msgpack.decode(header)
    fields[place] = value
    raw = msgspec.msgpack.encode(fields)
    return [raw, keys.sign("rt1/commit", raw)]


def seal_anything(client: Client, space: bytes, *revisions: bytes) -> Commit:
    """A rightly sealed and signed commit over any bytes at all, also those our own writer would refuse."""
    return seal_raw(client.keys, client.org, space, client.journal.write_state(space), revisions)


def seal_raw(keys: DeviceKeys, org: bytes, space: bytes, state: WriteState, revisions: Sequence[bytes]) -> Commit:
    """The same for whoever has no client."""
    return seal_commit(
        keys,
        org=org,
        space=space,
        inc=state.inc,
        dseq=state.dseq,
        dprev=state.dprev,
        ctl=state.ctl,
        epoch=state.epoch,
        epoch_key=state.key,
        wit=state.witness,
        revisions=revisions,
    )


Edit = Callable[[list[list[Value]]], list[list[Value]]]


@dataclass
class LyingEndpoint:
    """The real endpoint behind a hand that edits the log it tells, and signs the lie with the endpoint's own key."""

    inner: Transport
    key: SigningKey
    edit: Edit
    resign: bool = True

    def send(self, request: Request) -> Answer:
        """The answer, with the edited log."""
        answer = self.inner.send(request)
        if request.kind != "log" or answer.status != 200 or "after=0&" not in request.query:
            return answer
        page = LogPage.parse(answer.body)
        gen = GenStart.parse(
            self.inner.send(Request("gen", "GET", request.path.removesuffix("log") + "gen/0", space=request.space)).body
        )
        entries = self.edit([[e.seq, e.received_ms, e.commit] for e in page.entries])
        chain = gen.chain
        for _, received_ms, commit in entries:
            chain = next_chain(chain, digest("rt1/commit", commit[0]), received_ms)  # type: ignore[arg-type,index]
        head = page.head
        if self.resign:
            seq = len(entries)
            head = Head(head.org, head.space, head.gen, seq, chain, head.time_ms).signed(self.key)
        rows = [(row[0], row[1], msgspec.msgpack.encode(row[2])) for row in entries]
        return Answer(200, True, log_page(rows, head, head.seq))  # type: ignore[arg-type]

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Closes what is behind."""
        self.inner.close()
