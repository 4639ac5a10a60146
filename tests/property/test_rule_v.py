"""I11: rule V on random histories, against its plain text, whatever the order in which commits and ops arrive.

Several incarnations, forks, wrong chains, cuts anywhere, roles that fall and come back, adoptions early and late.
"""

import random
from collections.abc import Iterable

import pytest
from helpers.chains import Chain
from helpers.organisation import BENTE, MIDT, PALLE, PPR, Organisation, founded

from sync.control import ControlLog, Verdict
from sync.control_rows import Cut
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet, Unvouch
from sync.crypto.keys import DeviceKeys
from sync.errors import Refused
from sync.model import Header

SEEDS = range(30)
Held = dict[bytes, Header]


class Story:
    """A random organisation in which two machines write and lose, get back and lose their rights."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.org, self.signe, self.palle = founded()
        self.bente = self.org.enter(BENTE, "bente")
        self.org.space(PPR, palle="finalise")
        self.org.epoch(self.palle, PPR)
        self.org.do(self.org.admin, MemberSet(MIDT, BENTE, "finalise"))
        self.org.vouch(self.signe, self.bente, MIDT)
        self.start = self.org.log.head.cseq
        self.chains = [
            Chain(self.org, keys, space, inc)
            for keys, space in ((self.palle, MIDT), (self.palle, PPR), (self.bente, MIDT))
            for inc in (b"1" * 8, b"2" * 8)
        ]
        self.commits: list[Header] = []
        for step in range(self.rng.randrange(12, 30)):
            if self.rng.random() < 0.55:
                self._write(step)
            else:
                self._op()

    def _write(self, step: int) -> None:
        """The next commit of a chain, a fork of it, or one whose chain is wrong; citing any op."""
        rng, chain = self.rng, self.rng.choice(self.chains)
        cited = rng.randrange(self.start, self.org.log.head.cseq + 1)
        salt = step.to_bytes(16, "big")
        if chain.headers and rng.random() < 0.3:
            at = rng.randrange(len(chain.headers) + 1)
            fork = Chain(self.org, chain.keys, chain.space, chain.inc)
            fork.headers = chain.headers[:at]
            header = fork.write(cited, salt=salt)
            if rng.random() < 0.5:
                chain.headers = fork.headers
        elif self.commits and rng.random() < 0.2:
            wrong = rng.choice(self.commits).cid
            header = chain.write(cited, salt=salt, dprev=wrong)
        else:
            header = chain.write(cited, salt=salt)
        self.commits.append(header)

    def _cuts(self, spaces: Iterable[bytes], device: bytes) -> tuple[Cut, ...]:
        """At most one row an incarnation, naming any commit that there is, or now and then none that there is."""
        rows: dict[tuple[bytes, bytes], Cut] = {}
        for header in self.rng.sample(self.commits, len(self.commits)):
            place = header.space, header.inc
            if header.device == device and header.space in spaces and self.rng.random() < 0.5:
                rows.setdefault(place, Cut(header.space, device, header.inc, header.dseq, header.cid))
        return tuple(sorted(rows.values()))

    def _op(self) -> None:
        rng, org = self.rng, self.org
        keys, user = rng.choice([(self.palle, PALLE), (self.bente, BENTE)])
        space = rng.choice([MIDT, PPR]) if user == PALLE else MIDT
        kind = rng.random()
        try:
            if kind < 0.5:
                role = rng.choice(["none", "read", "write", "finalise"])
                org.do(org.admin, MemberSet(space, user, role, self._cuts([space], keys.device_id)))
            elif kind < 0.8:
                self._adopt(keys, space)
            elif kind < 0.9:
                org.do(org.admin, DeviceRevoke(keys.device_id, "left", self._cuts([MIDT, PPR], keys.device_id)))
            else:
                cuts = self._cuts([MIDT], self.bente.device_id)
                org.do(self.signe, Unvouch(self.bente.device_id, (MIDT,), cuts), self.palle)
        except Refused:
            return

    def _adopt(self, keys: DeviceKeys, space: bytes) -> None:
        mine = [h for h in self.commits if (h.device, h.space) == (keys.device_id, space)]
        if mine:
            last = self.rng.choice(mine)
            floor = self.rng.randrange(1, last.dseq + 2)
            second = self.signe if space == MIDT else self.palle
            self.org.do(self.org.admin, Adopt(space, keys.device_id, last.inc, floor, last.cid), second)


def plain(org: Organisation, held: Held, header: Header) -> tuple[str, frozenset[str]]:
    """Rule V as docs/format.md says it, worked out from the whole log each time."""
    log, place = org.log, (header.space, header.device)
    rights = log.roster(header.ctl.cseq).rights(header.device, header.space)
    if "w" not in rights:
        return "quarantine", rights

    def back(cid: bytes, floor: int) -> set[bytes]:
        found: set[bytes] = set()
        at = held.get(cid)
        while at is not None and (at.space, at.device) == place and at.inc == header.inc and at.dseq >= floor:
            found.add(at.cid)
            at = held.get(at.dprev) if at.dseq > floor else None
        return found

    bodies = [(cseq, log.op(cseq).body) for cseq in range(1, log.head.cseq + 1)]
    for _, body in bodies:
        if (
            isinstance(body, Adopt)
            and (body.space, body.device, body.inc) == (*place, header.inc)
            and header.dseq >= body.from_dseq
            and header.cid in back(body.to_cid, body.from_dseq)
        ):
            return "ok", rights
    for cseq, body in bodies[header.ctl.cseq :]:
        rows = [cut for cut in getattr(body, "cuts", ()) if (cut.space, cut.device) == place]
        before, after = (log.roster(at).rights(header.device, header.space) for at in (cseq - 1, cseq))
        row = next((cut for cut in rows if cut.inc == header.inc), None)
        within = row is not None and (
            header.cid == row.cid or (header.dseq < row.dseq and header.cid in back(row.cid, 1))
        )
        if (before - after or rows) and not within:
            rights &= after
    return ("ok" if "w" in rights else "quarantine"), rights


@pytest.mark.parametrize("start", range(6))
def test_any_order_of_arrival_and_the_plain_text_agree(start: int) -> None:
    """A client that judges again only what `touched` and what was held ends where the plain text says."""
    kinds: set[str] = set()
    for seed in SEEDS[start::6]:
        story = Story(seed)
        org, held = story.org, {header.cid: header for header in story.commits}
        expected = {cid: plain(org, held, header) for cid, header in held.items()}
        for _ in range(3):
            assert _arrived(story) == expected, seed
        kinds |= {kind for kind, _ in expected.values()}
    assert kinds == {"ok", "quarantine"}


def _arrived(story: Story) -> dict[bytes, tuple[str, frozenset[str]]]:
    rng, org = story.rng, story.org
    log = ControlLog.load(org.org, org.log.ops[: rng.randrange(1, story.start)])
    ops, commits = org.log.ops[log.head.cseq :], rng.sample(story.commits, len(story.commits))
    held: Held = {}
    verdicts: dict[bytes, Verdict] = {}
    while ops or commits:
        if commits and (not ops or rng.random() < len(commits) / (len(commits) + len(ops))):
            header = commits.pop()
            held[header.cid] = header
            again = [cid for cid, verdict in verdicts.items() if verdict.kind == "held"] + [header.cid]
        else:
            before = log.head.cseq
            log.add(*ops.pop(0))
            touched = log.touched(before)
            again = [
                cid
                for cid, verdict in verdicts.items()
                if verdict.kind == "held" or (held[cid].space, held[cid].device) in touched
            ]
        for cid in again:
            verdicts[cid] = log.judge(held[cid], held.get)
    return {cid: (verdict.kind, verdict.rights) for cid, verdict in verdicts.items()}
