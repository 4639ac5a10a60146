"""The pcs of a simulation and the people at them: what survives a crash, and the engine that does not."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, fields

from helpers.rig.fragile import Fragile
from helpers.wire import START_MS, FakeClock

from desktop.domain.registry import kinds
from desktop.store.store import Store
from sync.client import reading
from sync.client.engine import Engine
from sync.client.writing import commit_of
from sync.clock import Hlc
from sync.codec import Value
from sync.compose import compose
from sync.crypto.keys import DeviceKeys
from sync.errors import Refused, SyncError
from sync.memory import MemoryJournal
from sync.merge import KindRule, RecordView, Rev, fold
from sync.model import Commit, Dot
from sync.revision import Revision

RULES: dict[str, KindRule] = {name: kinds()[name].rule for name in ("consultation", "assessment")}
GROUPS = {
    "consultation": {"text": "text", "outcome": "outcome", "theme": "", "amend": "text", "withdrawn": "reason"},
    "assessment": {"answer": "reason", "withdrawn": "reason"},
}
"""What people write in: the field of each group, none where the elements themselves are the fields."""

FINALISE = "finalise" in getattr(reading, "APPLIED_ACTS", ("finalise",))


@dataclass
class Pc:
    """One pc of one person."""

    name: str
    user: bytes
    keys: DeviceKeys
    org: bytes
    space: bytes
    journal: Fragile = field(default_factory=lambda: Fragile(MemoryJournal()))
    clock: FakeClock = field(default_factory=FakeClock)
    store: Store | None = None
    known_kinds: frozenset[str] | None = None
    sealed: list[Commit] = field(default_factory=list)
    """Every commit ever signed here by the app, also those that a crash took."""
    hlc: Hlc = field(default_factory=Hlc)

    def __post_init__(self) -> None:
        self.start()

    @property
    def device(self) -> bytes:
        """The machine's id."""
        return self.keys.device_id

    def start(self) -> None:
        """The app is started on what is on the disk."""
        self.journal.fuse = 0
        if isinstance(self.journal.inner, MemoryJournal):
            self.journal.inner.device = self.device
        revs = self.revs().values()
        self.hlc = Hlc(max((rev.revision.hlc for rev in revs if rev.device == self.device), default=0))
        for rev in revs:
            self.hlc.receive(rev.revision.hlc, self.clock.now_ms())
        self.engine = Engine(
            self.journal,  # type: ignore[arg-type]  # it is one, behind a fuse
            self.keys,
            self.org,
            self.clock,
            hlc=self.hlc,
            kinds=self.known_kinds,
        )

    def revs(self) -> dict[Dot, Rev]:
        """Every revision that is held here as one that counts, or as one of use where it is set aside (`standing`)."""
        if isinstance(self.journal.inner, MemoryJournal):
            space = self.journal.inner.space(self.space)
            held = {**space.revisions, **space.passive}
            more = {f.name for f in fields(Rev)} - {"dot", "revision", "user", "device", "received_ms"}
            return {
                Dot(*at): Rev(
                    Dot(*at),
                    k.revision,
                    k.user,
                    k.device,
                    k.received_ms,
                    **{name: getattr(k, name) for name in more if hasattr(k, name)},
                )
                for at, k in held.items()
            }
        assert self.store is not None, "a store journal has its store"
        return stored_revs(self.store, self.space)

    def views(self) -> dict[tuple[str, bytes], RecordView]:
        """Every record as this pc shows it."""
        return views_of(self.revs())

    def write(self, revisions: list[Revision]) -> Commit:
        """State, seal, store: one transaction, as the app does it."""

        def all_of_it() -> Commit:
            state = self.journal.write_state(self.space)  # type: ignore[operator]
            commit = commit_of(self.keys, self.org, self.space, state, revisions)
            self.sealed.append(commit)
            self.journal.save_local(commit, revisions)  # type: ignore[operator]
            return commit

        if self.store is None:
            return all_of_it()
        with self.store.transaction():
            return all_of_it()

    def save(self, rng: random.Random, rights: frozenset[str]) -> Commit | None:
        """One or two records are made, edited, signed, settled, added to: over what this pc sees. None: nothing was."""
        if not self.journal.inner.epochs(self.space):
            return None
        views = self.views()
        picked = rng.sample(range(5), rng.randint(1, 2))
        made = [self._revision(rng, views, bytes([rec + 1]) * 16, rights) for rec in picked]
        revisions = [revision for revision in made if revision is not None]
        try:
            return self.write(revisions) if revisions else None
        except SyncError:
            return None  # no key good enough to write with, or not any more

    def _revision(
        self, rng: random.Random, views: dict[tuple[str, bytes], RecordView], rec: bytes, rights: frozenset[str]
    ) -> Revision | None:
        kind = "assessment" if rec[0] == 5 else "consultation"
        if self.known_kinds is not None and kind not in self.known_kinds:
            return None
        view = views.get((kind, rec))
        roll = rng.random()
        groups: dict[str, dict[str, Value]] = {}
        over: dict[str, tuple[Dot, ...]] = {}
        final: list[Dot] | None = None
        act = "edit" if view else "create"
        if view is not None and roll < 0.06 and "f" in rights and FINALISE:
            act, final = "finalise", [s.dot for g in view.groups.values() for s in g.survivors]
        elif view is not None and roll < 0.2 and (torn := [g for g, v in view.groups.items() if v.conflict]):
            act, group = "resolve", rng.choice(torn)
            groups[group] = {GROUPS[kind][group]: f"{self.name} afgjorde {rng.random()}"}
            over[group] = tuple(sorted(d for s in view.groups[group].survivors for d in s.dots))
        else:
            self._edit(rng, kind, view, groups, over)
            if set(groups) == {"amend"} and view is not None:
                act = "amend"
        if not groups and final is None:
            return None
        return self.revision(rec, kind, act, groups, over, final)

    def _edit(
        self,
        rng: random.Random,
        kind: str,
        view: RecordView | None,
        groups: dict[str, dict[str, Value]],
        over: dict[str, tuple[Dot, ...]],
    ) -> None:
        chosen = rng.sample(sorted(GROUPS[kind]), rng.randint(1, min(2, len(GROUPS[kind]))))
        for group in chosen:
            if group == "withdrawn" and rng.random() < 0.7:
                continue
            name = GROUPS[kind][group]
            if name:
                fields: dict[str, Value] = {name: f"{self.name} {rng.random()}"}
            else:
                fields = dict.fromkeys(rng.sample("abcd", rng.randint(0, 3)), 1)
            if group == "withdrawn" and rng.random() < 0.5:
                fields = {}
            groups[group] = fields
            if view is None or group == "amend":
                continue
            known = set("abcd") if not name else {name}
            try:
                write = compose(view, group, fields, known, user=self.user)
            except Refused:
                del groups[group]
                continue
            groups[group], over[group] = write.value, write.over

    def revision(
        self,
        rec: bytes,
        kind: str,
        act: str,
        groups: dict[str, dict[str, Value]],
        over: dict[str, tuple[Dot, ...]] | None = None,
        final: list[Dot] | None = None,
    ) -> Revision:
        """A revision by the person at this pc, now."""
        now = self.clock.now_ms()
        return Revision.build(
            rec=rec,
            kind=kind,
            schema=1,
            act=act,
            set=groups,
            over=over or {},
            final=final,
            hlc=self.hlc.tick(now),
            at=(now, 60),
            author=self.user,
        )


def views_of(revs: dict[Dot, Rev]) -> dict[tuple[str, bytes], RecordView]:
    """Every record that these revisions make; none of what is set aside whole."""
    gathered: dict[tuple[str, bytes], list[Rev]] = {}
    for rev in revs.values():
        gathered.setdefault((rev.revision.kind, rev.revision.rec), []).append(rev)
    return {
        at: fold(RULES.get(at[0], KindRule({})), kept)
        for at, kept in gathered.items()
        if any(rev.standing not in ("cut", "must") for rev in kept)
    }


def stored_revs(store: Store, space: bytes) -> dict[Dot, Rev]:
    """`Pc.revs` of a real store."""
    columns = {row[1] for row in store.query("PRAGMA table_info(revisions)")}
    more = "standing" if "standing" in columns else "''"
    rows = store.query(
        f"SELECT cid, i, raw, user, device, received_ms, {more} FROM revisions WHERE space = ?",  # noqa: S608 - a column's name
        (space,),
    )
    revs = {}
    for cid, i, raw, user, device, received_ms, standing in rows:
        named = {"standing": standing} if "standing" in {f.name for f in fields(Rev)} else {}
        revs[Dot(cid, i)] = Rev(Dot(cid, i), Revision.parse(raw), user, device, received_ms, **named)
    return revs


Now = Callable[[], int]
__all__ = ["GROUPS", "RULES", "START_MS", "Pc", "stored_revs"]
