"""Two archivists in the town of `helpers.wire`, and what they do."""

from collections.abc import Sequence

from helpers.wire import START_MS, Client, Town

from sync.client.naming import purge_of, tomb_of
from sync.client.reading import Judge
from sync.client.tombs import Tombs
from sync.control import build_op
from sync.control_space_bodies import MemberSet
from sync.model import Commit, Dot
from sync.purging import Tomb


def make_archivists(town: Town, *clients: Client) -> None:
    """The root gives them the role in the town's space."""
    for client in clients:
        body = MemberSet(town.space, client.user, "archivist")
        town._refresh(town.admin)
        town._send(build_op(town.root, town.org, town.log.head, body, START_MS))


def join(town: Town, role: str = "write") -> Client:
    """Somebody new, vouched for by Signe."""
    client = town.client()
    town.add_device(client)
    town.post(town.admin, MemberSet(town.space, client.user, role))
    town.vouch(town.signe, client)
    return client


def judge_of(town: Town, client: Client) -> Judge:
    """As the client's engine judges."""
    journal, space = client.journal, town.space

    def epoch_key(epoch: int) -> bytes | None:
        return journal.epoch_key(space, epoch)

    return Judge(client.engine.control, space, epoch_key, lambda _: None, None, Tombs(journal, space, epoch_key))


def tombs(town: Town, client: Client, dots: Sequence[Dot]) -> list[tuple[Dot, Tomb]]:
    """The tombstones that the client makes of what it holds."""
    made = []
    for dot in dots:
        commit = Commit.parse(client.journal.commit(town.space, dot.cid) or b"")
        key = client.journal.epoch_key(town.space, commit.header.epoch)
        tomb = tomb_of(judge_of(town, client), commit, dot.i, key)
        assert tomb is not None
        made.append((dot, tomb))
    return made


def name(town: Town, client: Client, dots: Sequence[Dot], named: Sequence[tuple[Dot, Tomb]] | None = None) -> Commit:
    """The client names these revisions in a commit of its own, which waits to be sent."""
    state = client.journal.write_state(town.space)
    client.hlc += 1
    commit, revisions = purge_of(
        client.keys, town.org, town.space, state, named or tombs(town, client, dots),
        hlc=(client.clock.now_ms() << 16) + client.hlc, at=(client.clock.now_ms(), 60), author=client.user,
    )  # fmt: skip
    client.journal.save_local(commit, revisions)
    return commit
