"""The root speaks to the endpoint itself, for the day when no machine is left: control ops, and nothing else."""

import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import get_boxes, get_ctl, post_ctl
from sync.client.transport import AsgiTransport
from sync.control import build_op
from sync.control_bodies import PolicySet
from sync.crypto.keys import RootVoice, SigningKey
from sync.errors import Refused
from sync.protocol import Request, org_path, push_body, space_path


def test_the_root_reads_and_posts_control_ops_only(endpoint: LocalEndpoint, town: Town) -> None:
    """Everything else is refused, and so is another root under this organisation's id."""
    voice = RootVoice(town.root)
    assert voice.device_id == town.org
    line = endpoint.transport(voice)
    assert get_ctl(line, town.org) == town.log.ops
    op = build_op(town.root, town.org, town.log.head, PolicySet("idle", 5), 5)
    assert len(post_ctl(line, town.org, [op])) == 1
    for request in (
        Request("log", "GET", space_path(town.org, town.space, "log"), "gen=1&after=0"),
        Request("beats", "GET", space_path(town.org, town.space, "beat")),
        Request("push", "POST", space_path(town.org, town.space, "push"), body=push_body([])),
        Request("wait", "GET", org_path(town.org, "wait"), "v="),
    ):
        assert line.send(request).status == 403, request.path
    with pytest.raises(Refused):
        get_boxes(line, town.org, town.space, town.signe.keys.device_id)
    line.close()
    other = RootVoice(SigningKey.generate())
    other.device_id = town.org
    foreign = AsgiTransport(endpoint.app.asgi, other, monotonic=endpoint.clock.monotonic)
    with pytest.raises(Refused):
        get_ctl(foreign, town.org)
    foreign.close()
