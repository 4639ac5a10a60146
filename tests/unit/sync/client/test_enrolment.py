"""Invite, Request, Welcome: made, read, and refused where they are for somebody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.organisation import BENTE, MIDT, NOW, PALLE, Organisation, device, founded, row, seed

from sync.client.boxes import make_keybox
from sync.client.enrolment import Invite, Request, Welcome, open_welcome
from sync.client.sealing import open_space
from sync.codec import Value, as_list, decode, encode
from sync.control_space_bodies import DeviceAdd, DeviceRevoke, MemberSet, Vouch
from sync.crypto.keys import DeviceKeys, SigningKey, org_id, seal_to, tagged
from sync.errors import Malformed, Refused, Unknown
from sync.keybox import KeyBox

URL = "https://sync.fiktivby.example"


def _fields(raw: bytes) -> list[Value]:
    return as_list(decode(raw, 1 << 20))


def test_invite() -> None:
    """An invite names one organisation and carries a token of its own."""
    org = Organisation()
    invite = Invite.new(org.root.pk, URL, NOW, b"c" * 32)
    assert Invite.parse(invite.raw) == invite
    assert (invite.org, invite.url, invite.ca, invite.expires_ms) == (org.org, URL, b"c" * 32, NOW)
    assert invite.token != Invite.new(org.root.pk, URL, NOW).token
    assert Invite.new(org.root.pk, URL, NOW).ca == b""


@pytest.mark.parametrize("at, value", [(1, b"?" * 16), (2, bytes([1]) + bytes(31)), (4, b"short"), (5, b""), (6, -1)])
def test_invites_that_are_none(at: int, value: Value) -> None:
    """Another organisation than the root's, a key that anybody signs for, short parts: malformed."""
    fields = _fields(Invite.new(Organisation().root.pk, URL, NOW).raw)
    fields[at] = value
    with pytest.raises(Malformed):
        Invite.parse(encode(fields))


def test_newer_versions_are_unknown() -> None:
    """What a newer version wrote is unknown, not malformed."""
    invite = Invite.new(Organisation().root.pk, URL, NOW)
    request = Request.make(invite, device("bente"))
    for read, raw in ((Invite.parse, invite.raw), (Request.parse, request.raw)):
        with pytest.raises(Unknown):
            read(encode([2, *_fields(raw)[1:]]))
    with pytest.raises(Unknown):
        Welcome.parse(encode([2]))


def test_request() -> None:
    """A request carries the keys, signed by one of them, under one invite; it gives the row of device_add."""
    invite, keys = Invite.new(Organisation().root.pk, URL, NOW), device("bente")
    request = Request.make(invite, keys)
    assert Request.parse(request.raw) == request
    assert (request.device, request.sign_pk, request.kem_pk) == (keys.device_id, keys.sign_pk, keys.kem_pk)
    request.check(invite, NOW)
    entered = request.row(BENTE)
    assert (entered.user, entered.device, entered.request) == (BENTE, keys.device_id, request.hash)
    with pytest.raises(Refused, match="invite has run out"):
        request.check(invite, NOW + 1)
    with pytest.raises(Refused, match="another invite"):
        request.check(Invite.new(Organisation().root.pk, URL, NOW), NOW)


@pytest.mark.parametrize("at", range(1, 7))
def test_a_changed_request(at: int) -> None:
    """No field can be exchanged without the signature noticing."""
    invite = Invite.new(Organisation().root.pk, URL, NOW)
    mine = _fields(Request.make(invite, device("bente")).raw)
    theirs = _fields(Request.make(Invite.new(SigningKey(seed("x", 32)).pk, URL, NOW), device("thief")).raw)
    with pytest.raises(Malformed):
        Request.parse(encode([*mine[:at], theirs[at], *mine[at + 1 :]]))


def _welcomed() -> tuple[Organisation, DeviceKeys, Invite, Request, Welcome]:
    """Bente's machine: invited, approved, vouched for by Signe, and welcomed with the key."""
    org, signe, _ = founded()
    org.epoch(org.admin, org.org)
    invite = Invite.new(org.root.pk, URL, NOW)
    bente = device("bente")
    request = Request.make(invite, bente)
    org.do(org.admin, DeviceAdd(request.row(BENTE)))
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    org.do(signe, Vouch(request.device, request.hash, (MIDT,)))
    roster = org.log.roster()
    boxes = (
        make_keybox(roster, signe, MIDT, 1, org.keys[MIDT][1], bente.device_id),
        make_keybox(roster, org.admin, org.org, 1, org.keys[org.org][1], bente.device_id),
    )
    return org, bente, invite, request, Welcome(request.hash, tuple(org.log.ops), boxes, (b"head",), (b"start",))


def test_a_newcomer_is_welcomed() -> None:
    """From the welcome alone a new machine has the verified log and every key it is entitled to."""
    org, bente, invite, request, welcome = _welcomed()
    opened, log = open_welcome(welcome.seal(org.org, request), invite, request, bente)
    assert opened == welcome == Welcome.parse(welcome.raw())
    assert log.head == org.log.head
    boxes = [KeyBox.parse(raw) for raw in opened.keyboxes]
    for space in (org.org, MIDT):
        assert open_space(log.roster(), bente, space, {}, boxes).keys == org.keys[space]


def test_a_welcome_is_for_one_machine() -> None:
    """Another machine, another request of the same machine, or a swapped box: refused or shut."""
    org, bente, invite, request, welcome = _welcomed()
    sealed = welcome.seal(org.org, request)
    thief = device("thief")
    with pytest.raises(Refused, match="another machine"):
        open_welcome(sealed, invite, request, thief)
    with pytest.raises(Refused, match="another machine"):
        open_welcome(sealed, invite, Request.make(invite, thief), bente)
    again = Request.make(invite, bente)
    with pytest.raises(Malformed):
        open_welcome(sealed, invite, again, bente)
    with pytest.raises(Refused, match="another request"):
        welcome.seal(org.org, again)
    with pytest.raises(Malformed):
        open_welcome(sealed[:-1] + bytes([sealed[-1] ^ 1]), invite, request, bente)
    with pytest.raises(Unknown):
        open_welcome(encode([1, bente.device_id, 2, b"later"]), invite, request, bente)


def _seal_anyway(org: bytes, request: Request, welcome: Welcome) -> bytes:
    info = tagged("rt1/enrol", encode([1, org, request.hash, request.device, 1]))
    return encode([1, request.device, 1, seal_to(request.kem_pk, info, welcome.raw())])


def test_a_welcome_inside_another() -> None:
    """A welcome made for another request and sealed to this one is refused by what it says itself."""
    org, bente, invite, request, welcome = _welcomed()
    other = Welcome(b"?" * 32, welcome.ops)
    with pytest.raises(Refused, match="another request"):
        open_welcome(_seal_anyway(org.org, request, other), invite, request, bente)


def test_another_root_is_refused() -> None:
    """An endpoint that founded an organisation of its own gets nobody into it (fault 22)."""
    _, bente, _, _, _ = _welcomed()
    mine = Invite.new(SigningKey(seed("the true root", 32)).pk, URL, NOW)
    request = Request.make(mine, bente)
    org, _, _ = founded()
    org.do(org.admin, DeviceAdd(request.row(BENTE)))
    false = _seal_anyway(mine.org, request, Welcome(request.hash, tuple(org.log.ops)))
    with pytest.raises(Refused, match="another organisation"):
        open_welcome(false, mine, request, bente)
    assert org_id(mine.root_pk) == mine.org != org.org


def test_the_whole_root_key_counts() -> None:
    """A root that had the same short id as the invite's would still be another root."""
    org, bente, invite, request, welcome = _welcomed()
    alike = replace(invite, root_pk=SigningKey(seed("the true root", 32)).pk)
    with pytest.raises(Refused, match="another root"):
        open_welcome(welcome.seal(org.org, request), alike, request, bente)


ENTRIES: dict[str, Callable[[Organisation, Request], object]] = {
    "not at all": lambda org, request: None,
    "under another request": lambda org, request: org.do(org.admin, DeviceAdd(row(BENTE, device("bente")))),
    "with another key": lambda org, request: org.do(org.admin, DeviceAdd(row(BENTE, device("other"), request.hash))),
    "and revoked": lambda org, request: (
        org.do(org.admin, DeviceAdd(request.row(BENTE))),
        org.do(org.admin, DeviceRevoke(request.device, "lost")),
    ),
}


@pytest.mark.parametrize("how", ENTRIES)
def test_the_log_must_name_exactly_my_keys(how: str) -> None:
    """A log that names this machine differently from how it asked, or no more, is not taken."""
    org, _, _ = founded()
    invite = Invite.new(org.root.pk, URL, NOW)
    request = Request.make(invite, device("bente"))
    ENTRIES[how](org, request)
    sealed = Welcome(request.hash, tuple(org.log.ops)).seal(org.org, request)
    with pytest.raises(Refused, match="does not name this machine"):
        open_welcome(sealed, invite, request, device("bente"))


def test_a_forged_op_inside() -> None:
    """One op with a wrong signature, and the whole welcome is refused."""
    org, bente, invite, request, welcome = _welcomed()
    op, head = welcome.ops[4]
    payload, sig, cosig = _fields(op)
    forged = encode([payload, bytes(64) if sig else sig, cosig])
    ops = (*welcome.ops[:4], (forged, head), *welcome.ops[5:])
    with pytest.raises(Refused, match="wrong signature"):
        open_welcome(Welcome(request.hash, ops).seal(org.org, request), invite, request, bente)
    assert PALLE in org.log.roster().members(MIDT)
