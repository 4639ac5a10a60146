"""A machine that ended: what it still hears, what it may still bring, and what an administrator sees of it."""

import pytest
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.calls import get_ctl, post_ctl
from sync.client.cuts import Chains
from sync.client.headers import listed
from sync.control import HANDOVER_DAYS, ControlLog, build_op
from sync.control_rows import Cut
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet, SpaceNew
from sync.errors import Refused
from sync.model import Commit
from sync.protocol import Problem, PushAnswer, Request, org_path, push_body, space_path

DAY_MS = 86_400_000


def revoke(town: Town, client: Client, reason: str) -> None:
    """The administrator ends a machine, with the cuts that its headers show."""
    town.admin.sync()
    control = ControlLog.load(town.org, get_ctl(town.admin.transport, town.org))
    device = control.roster().device(client.keys.device_id)
    assert device is not None
    chains = Chains(town.space, device).take(listed(town.admin.transport, control, town.space))
    town.post(town.admin, DeviceRevoke(client.keys.device_id, reason, chains.cuts()))


def push(client: Client, town: Town, *commits: Commit) -> tuple[int, list[str]]:
    """The status of a push and of each commit in it."""
    body = push_body([commit.value() for commit in commits])
    answer = client.transport.send(Request("push", "POST", space_path(town.org, town.space, "push"), body=body))
    if answer.status != 200:
        return answer.status, [Problem.parse(answer.body).reason]
    return 200, [result.status for result in PushAnswer.parse(answer.body).results]


@pytest.mark.parametrize("reason", ["lost", "left"])
def test_what_a_machine_that_ended_may_do(town: Town, endpoint: LocalEndpoint, reason: str) -> None:
    """It hears of its end and of nothing after it; what it wrote counts up to then; only `left` hands over, 30 days."""
    town.signe.save(town.space, b"1" * 16, "før")
    town.signe.sync()
    revoke(town, town.signe, reason)
    ended = len(get_ctl(town.palle.transport, town.org))
    town.post(town.admin, SpaceNew(b"n" * 16))
    assert len(get_ctl(town.palle.transport, town.org)) == ended + 1
    heard = get_ctl(town.signe.transport, town.org)
    assert len(heard) == ended, "what came after its end is no business of its"
    revocation = ControlLog.load(town.org, heard).roster().revocation(town.signe.keys.device_id)
    assert revocation is not None
    assert revocation.lost == (reason == "lost")
    for method, path in (
        ("GET", space_path(town.org, town.space, "log")),
        ("GET", space_path(town.org, town.space, "beat")),
        ("GET", space_path(town.org, town.org, "log")),
        ("GET", org_path(town.org, "wait")),
        ("POST", org_path(town.org, "ctl")),
    ):
        answer = town.signe.transport.send(Request("x", method, path, body=b"\x90" if method == "POST" else b""))
        assert (answer.status, Problem.parse(answer.body).reason) == (403, "revoked"), path
    late = town.signe.save(town.space, b"2" * 16, "efter")
    assert push(town.signe, town, late) == ((200, ["stored"]) if reason == "left" else (403, ["revoked"]))
    town.palle.sync()
    assert town.palle.texts(town.space) == ["før"]
    endpoint.clock.ms += HANDOVER_DAYS * DAY_MS
    assert push(town.signe, town, town.signe.save(town.space, b"3" * 16, "for sent")) == (403, ["revoked"])


def test_a_colleague_who_lost_his_role_hands_over_what_he_wrote(town: Town, endpoint: LocalEndpoint) -> None:
    """He pushes for 30 days and reads nothing; it is in the log, and counts for nobody."""
    late = town.signe.save(town.space, b"1" * 16, "undervejs")
    town.post(town.admin, MemberSet(town.space, town.signe.user, "none"))
    assert push(town.signe, town, late) == (200, ["stored"])
    answer = town.signe.transport.send(Request("log", "GET", space_path(town.org, town.space, "log")))
    assert (answer.status, Problem.parse(answer.body).reason) == (403, "no role in this space")
    town.palle.sync()
    assert town.palle.texts(town.space) == []
    entry = town.palle.journal.space(town.space).entries[late.cid]
    assert (entry.verdict, entry.reason) == ("quarantine", "beyond the cut")
    endpoint.clock.ms += HANDOVER_DAYS * DAY_MS
    assert push(town.signe, town, late) == (403, ["no role in this space"])


def test_headers_hold_no_word_of_a_body(town: Town) -> None:
    """The log without bodies has the same chain and head; who has no role and is no administrator gets none of it."""
    for n in range(3):
        town.signe.save(town.space, bytes([n + 1]) * 16, "hemmeligt")
    town.signe.sync()
    control = ControlLog.load(town.org, get_ctl(town.admin.transport, town.org))
    rows = list(listed(town.admin.transport, control, town.space))
    assert [row.header.dseq for row in rows] == [1, 2, 3]
    query = "gen=1&after=0&headers=1"
    whole, bare = (
        town.admin.transport.send(Request("log", "GET", space_path(town.org, town.space, "log"), asked)).body
        for asked in (query.replace("&headers=1", ""), query)
    )
    sealed = [body for own in town.signe.journal.space(town.space).own.values() for body in own.commit.bodies]
    assert all(body in whole and body not in bare for body in sealed)
    town.post(town.admin, MemberSet(town.space, town.palle.user, "none"))
    with pytest.raises(Refused, match="no role in this space"):
        list(listed(town.palle.transport, control, town.space))


@pytest.mark.parametrize("how", ["lost", "left", "none"])
def test_a_client_brings_by_itself_what_may_still_come(town: Town, how: str) -> None:
    """It hears of its end in its next round; then it hands over what waits, or keeps it where it may not."""
    late = town.signe.save(town.space, b"1" * 16, "undervejs")
    if how == "none":
        town.post(town.admin, MemberSet(town.space, town.signe.user, "none"))
    else:
        revoke(town, town.signe, how)
    town.signe.sync()
    assert town.signe.states(town.space) == ["local" if how == "lost" else "stored"]
    town.signe.engine.nudge()
    town.signe.sync()
    assert town.signe.engine.state.kind == "idle"
    town.palle.sync()
    assert (late.cid in town.palle.journal.space(town.space).entries) == (how != "lost")
    assert town.palle.texts(town.space) == []


def test_what_was_applied_is_taken_back_and_given_back(town: Town) -> None:
    """Palle had read both notes when a cut fell before the second; an adoption puts it where it was."""
    commits = [town.signe.save(town.space, bytes([n + 1]) * 16, str(n)) for n in range(2)]
    town.signe.sync()
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1"]
    first, second = (commit.header for commit in commits)
    cut = Cut(town.space, first.device, first.inc, 1, first.cid)
    town.post(town.admin, MemberSet(town.space, town.signe.user, "read", (cut,)))
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0"]
    adopt = Adopt(town.space, second.device, second.inc, 2, second.cid)
    town.post(town.admin, MemberSet(town.space, town.palle.user, "finalise"))
    control = ControlLog.load(town.org, get_ctl(town.admin.transport, town.org))
    post_ctl(
        town.admin.transport,
        town.org,
        [build_op(town.admin.keys, town.org, control.head, adopt, 0, town.palle.keys)],
    )
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1"]
