"""A line that is closed by one thread while another one sends: the sender hears of it at once."""

import threading
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.transport import Unreachable
from sync.client.watch import Watch


def test_a_wait_under_way_ends_when_the_line_is_closed(tmp_path: Path, model: tuple[LocalEndpoint, Town, Path]) -> None:
    """Not when the endpoint would have answered, nor when the sender would have given up; and later ones begin not."""
    local, made, folder = model
    (tmp_path / "endpoint.db").write_bytes((folder / "endpoint.db").read_bytes())
    endpoint = LocalEndpoint(tmp_path, wait_s=60, key=local.key)
    town = made.cloned(endpoint.transport)
    watch, transport = Watch(town.org), town.signe.transport
    watch.answer(transport.send(watch.request()))
    ended: list[str] = []

    def wait() -> None:
        with pytest.raises(Unreachable) as caught:
            transport.send(watch.request())
        ended.append(caught.value.reason)

    thread = threading.Thread(target=wait)
    thread.start()
    while not endpoint.bell._ears.get(town.org):
        thread.join(0.01)
        assert thread.is_alive()
    transport.close()
    thread.join(5)
    assert ended == ["closed"]
    assert not endpoint.bell._ears
    with pytest.raises(Unreachable, match="closed"):
        transport.send(watch.request())
    transport.close()
    town.close()
    endpoint.close()
