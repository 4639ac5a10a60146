"""What must hold when a simulation has had a fair network: the invariants of docs/rig.md, said once.

Each check raises AssertionError with the pc and what differs; none of them changes anything but by syncing.
"""

import copy
from collections import Counter
from dataclasses import replace

from helpers.rig.fragile import BYTES, MOST, Fragile
from helpers.rig.people import Pc, views_of
from helpers.rig.world import World

from sync.client.events import Idle
from sync.client.rotation import withheld
from sync.heads import GenStart, next_chain
from sync.log import Journal
from sync.memory import MemoryJournal
from sync.merge import Rev
from sync.model import Commit, Dot
from sync.protocol import PushAnswer, Request, push_body, space_path
from sync.server.database import rows as db

ALARMS = {"endpoint lost a commit"}
"""Alarms that an honest simulation may raise: an old answer to a push, given again by the network."""
COPIED = {"store is older than its machine", "two commits in one place"}
"""Alarms where a pc was put back in time."""


def kept(pc: Pc) -> Journal:
    """The journal without its fuse."""
    return pc.journal.inner


def whole_log(world: World) -> list[db.LogRow]:
    """I8, I9: the log is gapless, each device's numbering too, and every pc holds all of it under the same chain."""
    log = world.entries()
    assert [row.seq for row in log] == list(range(1, len(log) + 1)), "the log has a gap"
    runs: dict[tuple[bytes, bytes], list[int]] = {}
    for row in log:
        runs.setdefault((row.device, row.inc), []).append(row.dseq)
    for run in runs.values():
        assert run == list(range(1, len(run) + 1)), "a device's numbering has a gap"
    with world.endpoint.database.reading() as conn:
        space = db.space_row(conn, world.org, world.space)
        assert space is not None, "the space has a log"
        gen, chain = space.gen, GenStart.parse(db.gen_start(conn, space.id, space.gen) or b"").chain
    chains = {}
    for row in log:
        chain = next_chain(chain, row.cid, row.received_ms)
        chains[row.seq] = chain
    for pc in readers(world):
        cursor = kept(pc).cursor(world.space)
        assert cursor is not None, f"{pc.name} never began"
        assert (cursor.gen, cursor.seq, cursor.chain) == (gen, len(log), chain), f"{pc.name} is at {cursor.seq}"
        for row in log:
            assert kept(pc).chain_at(world.space, gen, row.seq) == chains[row.seq], f"{pc.name}: chain at {row.seq}"
            assert kept(pc).commit(world.space, row.cid) == row.raw, f"{pc.name}: bytes at {row.seq}"
    return log


def arrived(world: World, log: list[db.LogRow]) -> None:
    """I2, I7, I17: what people saved is in the log, once; no poison is applied by anybody but its maker."""
    counted = Counter(row.cid for row in log)
    assert all(count == 1 for count in counted.values()), "a commit stands twice in the log"
    promised = _promised(world)
    missing = [cid for cid in promised if cid not in counted]
    assert not missing, f"{len(missing)} saved commits never arrived"
    for pc in readers(world):
        applied = {dot.cid for dot, rev in pc.revs().items() if not rev.standing}
        if pc is world.mallory:
            applied -= world.truth.poison  # what his own program makes of it is nobody's promise
        assert not applied & world.truth.poison, f"{pc.name} applied poison"
        lacking = promised - applied
        assert not lacking, f"{pc.name} lacks {len(lacking)} of {len(promised)} saved commits"


def _promised(world: World) -> set[bytes]:
    """What people saved on machines that always had the right to, under the name it has now if it was signed anew."""
    promised: set[bytes] = set()
    for pc in world.pcs:
        if pc.device in world.truth.lowered:
            continue
        mine = [commit.cid for commit in pc.sealed if commit.cid in world.truth.honest]
        names = kept(pc).renamed(world.space, mine)
        promised |= {names.get(cid, cid) for cid in mine}
    return promised


def readers(world: World) -> list[Pc]:
    """The pcs whose people may read the space today."""
    roster = world.log.roster()
    return [pc for pc in world.pcs if "r" in roster.rights(pc.device, world.space)]


def seen_by(world: World, pc: Pc) -> dict[Dot, Rev]:
    """What a pc holds that others can have; where an endpoint lost its log, without the times of receipt.

    Some know earlier ones. What a cut set aside stays with its author where it was sealed under a key that somebody
    removed has, and he may not sign it anew (docs/protocol.md, 13): others never see it.
    """
    staying = _staying(world, pc)
    revs = {dot: rev for dot, rev in pc.revs().items() if rev.standing != "cut" or dot.cid not in staying}
    if world.truth.put_back:
        return {dot: replace(rev, received_ms=None) for dot, rev in revs.items()}
    return revs


def _staying(world: World, pc: Pc) -> set[bytes]:
    """Unsent work of somebody lowered that must not leave his machine, and what is behind it in its incarnation."""
    found: set[bytes] = set()
    held_back: set[bytes] = set()
    stays = withheld(world.log, world.space)
    for commit in kept(pc).unsent(world.space) if pc.device in world.truth.lowered else ():
        if commit.header.inc in held_back or stays(commit.header):
            held_back.add(commit.header.inc)
            found.add(commit.cid)
    return found


def one_truth(world: World) -> None:
    """I1, I5: the same revisions everywhere, whole commits, and the same views."""
    honest = [pc for pc in readers(world) if pc is not world.mallory]
    first = max(honest, key=lambda pc: len(pc.revs()))
    revs = seen_by(world, first)
    views = views_of(revs)
    for pc in honest:
        mine = seen_by(world, pc)
        assert mine.keys() == revs.keys(), f"{pc.name} and {first.name} differ in {len(mine.keys() ^ revs.keys())} dots"
        assert mine == revs, f"{pc.name} and {first.name} differ in what a dot says"
        assert views_of(mine) == views, f"{pc.name} and {first.name} differ in a view"
    for row in world.entries():
        commit = Commit.parse(row.raw)
        count = sum((commit.cid, i) in revs for i in range(len(commit.bodies)))
        assert count in (0, len(commit.bodies)), "a commit was applied in part"


def anew(world: World) -> None:
    """I1, I6, I11: whoever reads the whole log today, with all keys, sees what those see who were there all along."""
    reader = world.signe
    journal = MemoryJournal()
    before = kept(reader)
    for epoch in before.epochs(world.space):
        journal.put_epoch_key(world.space, epoch, before.epoch_key(world.space, epoch) or b"")
    for device in before.confirmed():
        journal.confirm(device)
    fresh = Pc("fresh", reader.user, reader.keys, world.org, world.space, Fragile(journal))
    world.fair(rounds=2, pcs=[fresh])
    now, then = seen_by(world, fresh), seen_by(world, reader)
    assert now.keys() == then.keys(), f"a fresh reader differs in {len(now.keys() ^ then.keys())} dots"
    assert now == then, "a fresh reader sees another thing in a dot"
    assert views_of(now) == views_of(then), "a fresh reader sees other views"


def signed_by_whom(world: World) -> None:
    """I4: each revision is by the user whose machine signed it, as the control log had it at the cited op."""
    log, revs = world.log, world.signe.revs()
    for dot, rev in revs.items():
        header = Commit.parse(kept(world.signe).commit(world.space, dot.cid) or b"").header
        user = log.roster(header.ctl.cseq).user_of(header.device)
        assert rev.user == rev.revision.author == user, "a revision bears another's name"
        assert rev.device == header.device, "a revision bears another machine's name"


def nothing_lost(world: World) -> None:
    """I2, I3: every saved value stands in its record, or another write names it as replaced; shown whole by one."""
    views, revs = world.lene.views() or world.signe.views(), world.signe.revs()
    for dot, rev in revs.items():
        if rev.standing in ("cut", "must"):
            continue  # set aside: it is listed, and stands in signed text alone
        view = views[rev.revision.kind, rev.revision.rec]
        for group in rev.revision.set:
            stands = group in view.groups and any(dot in s.dots for s in view.groups[group].survivors)
            assert stands or (group, dot) in view.replaced, f"a value of {group} is nowhere"
        if rev.revision.act == "finalise":
            for signed in rev.revision.final or ():
                if signed in revs and (not view.rule.own or revs[signed].user == rev.user):
                    for group in revs[signed].revision.set:
                        shown = [s for s in view.groups[group].survivors if signed in s.dots]
                        assert shown and shown[0].final, f"a signed value of {group} left its text"
    for view in views.values():
        for group, shown in view.groups.items():
            for survivor in shown.survivors:
                assert revs[survivor.dot].revision.set[group] == survivor.value, f"{group} was written by nobody"


def fresh_salts(world: World) -> None:
    """P4: no salt is used twice, also not by a save that a crash took; stamps of a pc never fall."""
    commits = [commit for pc in [*world.pcs, *world.admins] for commit in pc.sealed]
    salts = {commit.header.salt for commit in commits}
    assert len(salts) == len(commits), "a salt was used twice"
    for pc in world.pcs:
        revs = pc.revs()
        stamps = [revs[d].revision.hlc for c in pc.sealed for i in range(len(c.bodies)) if (d := Dot(c.cid, i)) in revs]
        assert stamps == sorted(set(stamps)), f"{pc.name}: a stamp fell"


def quiet(world: World) -> None:
    """I17: outboxes are empty, nothing is held, nobody is frozen, no false alarm."""
    for pc in readers(world):
        journal = kept(pc)
        assert pc.engine.state.kind == "idle", f"{pc.name} is {pc.engine.state}"
        lowered = pc.device in world.truth.lowered or pc is world.mallory  # poison is not signed anew after a rotation
        assert lowered or journal.outbox_count(world.space) == 0, f"{pc.name} did not send all"
        assert journal.pending(world.space) == [], f"{pc.name} holds {journal.pending(world.space)[0].reason}"
        assert journal.missing(world.space) == [], f"{pc.name}: stored and not in the log"
        assert journal.frozen() == "", f"{pc.name} is frozen: {journal.frozen()}"
        assert journal.damaged(world.space) == [], f"{pc.name} has a damaged commit"
        assert journal.control_ops() == world.log.ops, f"{pc.name} has another control log"
        expected = ALARMS | ({"log began anew"} if world.truth.put_back else set())
        expected |= COPIED if world.truth.copied else set()
        unexpected = set(alarms(pc)) - expected
        assert not unexpected, f"{pc.name} alarmed: {unexpected}"


def small(world: World) -> None:
    """I18: no transaction was given more than a batch; where nothing changed one request says so, whatever the log."""
    for pc in world.pcs:
        count, size = pc.journal.most
        assert count <= MOST, f"{pc.name}: {count} commits in one transaction"
        assert size <= BYTES, f"{pc.name}: {size} bytes behind the first commit of a transaction"
    for pc in readers(world):
        asked: list[str] = []
        for _look in range(3):  # the first two hear of beats, and are told from when on to ask
            asked = looked(world, pc)
        assert asked == ["look"], f"{pc.name} asked {asked} where nothing had changed"


def looked(world: World, pc: Pc) -> list[str]:
    """The kinds of requests that a look of this pc takes."""
    asked: list[str] = []
    pc.engine.look()
    while not isinstance(wanted := pc.engine.next(), Idle):
        asked.append(wanted.kind)
        world.steps += 1
        pc.engine.answer(wanted, world.serve(pc, wanted))
    return asked


def alarms(pc: Pc) -> list[str]:
    """Why a pc raised the alarm, each time."""
    if pc.store is not None:
        return [reason for (reason,) in pc.store.query("SELECT reason FROM alarms")]
    inner = copy.copy(pc.journal.inner)
    assert isinstance(inner, MemoryJournal), "a pc has a store or a memory"
    return [reason for _, reason, *_ in inner.alarms]


def replayed(world: World, log: list[db.LogRow]) -> None:
    """I6: every request that is still under way, and every commit once more, changes nothing."""
    for late in world.late:
        world.arrive(late)
    commits = [Commit.parse(row.raw).value() for row in log]
    with world.endpoint.database.reading() as conn:
        space = db.space_row(conn, world.org, world.space)
        assert space is not None, "the space has a log"
    path = space_path(world.org, world.space, "push")
    request = Request("push", "POST", path, f"gen={space.gen}&seq={space.seq}", push_body(commits), world.space)
    results = PushAnswer.parse(world.serve(world.palle, request).body).results
    assert [(r.status, r.seq) for r in results] == [("dup", row.seq) for row in log], "a commit was taken twice"
    before = {pc.name: pc.revs() for pc in world.pcs}
    world.fair(rounds=1)
    assert world.entries() == log, "the log grew"
    assert {pc.name: pc.revs() for pc in world.pcs} == before, "a replay changed something"


def unreadable(world: World) -> None:
    """I12: no word, kind or record id stands in any file of the endpoint."""
    words = [b"consultation", b"assessment", b"afgjorde", b"mallory 0", *(f"{pc.name} 0.".encode() for pc in world.pcs)]
    words += [bytes([rec]) * 16 for rec in (2, 3, 4, 5)]
    for path in world.folder.glob("endpoint.db*"):
        held = path.read_bytes()
        assert not [word for word in words if word in held], f"{path.name} can be read"
