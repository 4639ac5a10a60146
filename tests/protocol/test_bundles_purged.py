"""Erasure by hand (I14): it travels with a bundle, and no bundle brings back what is gone."""

from helpers.archivists import join, make_archivists, name
from helpers.carried import endpoint_takes, of_endpoint, packed, take
from helpers.wire import Client, LocalEndpoint, Town

from sync.model import Commit, Dot
from sync.purging import WINDOW_MS
from sync.server.purging import Erasing

REC = b"r" * 16
CANARY = "Kanarien i kommentaren"


def bodies(client: Client, space: bytes, cid: bytes) -> tuple[bytes, ...]:
    """What a client holds of a commit."""
    return Commit.parse(client.journal.commit(space, cid) or b"").bodies


def test_an_erasure_is_carried_and_no_old_bundle_undoes_it(town: Town, endpoint: LocalEndpoint) -> None:
    """A pc that was away hides by what the stick says, and erases under the endpoint's signed time; a bundle from
    before brings the bytes to nobody: neither to it, nor to a newcomer, nor to the endpoint."""
    space = town.space
    make_archivists(town, town.signe, town.palle)
    town.sync_all(2)
    away = join(town)
    commit = town.palle.save(space, REC, CANARY)
    town.sync_all(2)
    away.sync()
    away.sync()
    assert CANARY in away.texts(space)
    before = packed(town.signe)
    assert commit.bodies[0] in before

    for client in (town.signe, town.palle):
        name(town, client, [Dot(commit.cid, 0)])
        town.sync_all(2)
    endpoint.clock.ms += WINDOW_MS + 10_000_000
    assert Erasing(endpoint.database, endpoint.clock.now_ms).sweep() == 1
    for client in town.clients:
        client.clock.sleep(60)
    town.sync_all(2)
    for after in (packed(town.signe), of_endpoint(endpoint, town.org)):
        assert commit.bodies[0] not in after

    take(away, packed(town.signe))
    assert away.journal.space(space).revisions[commit.cid, 0].revision.erased
    assert bodies(away, space, commit.cid) == commit.bodies  # Signe's newest Head is from before the window's end
    take(away, of_endpoint(endpoint, town.org))
    assert bodies(away, space, commit.cid) == (b"",)
    late = join(town)
    town.sync_all(1)
    late.sync()
    for client in (away, late, town.palle):
        take(client, before)
        assert bodies(client, space, commit.cid) == (b"",)
        assert client.journal.space(space).revisions[commit.cid, 0].revision.erased
    assert endpoint_takes(endpoint, before).fresh == 0
    assert commit.bodies[0] not in of_endpoint(endpoint, town.org)
    away.transport.close()
    late.transport.close()
