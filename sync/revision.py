"""A Revision: the change to one record that is inside a body (docs/format.md, "Revision"). A frozen value.

Parsing checks shape, types and limits; what merges is `sync.merge`. The raw bytes are always kept beside the values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync import codec
from sync.codec import Value, as_bytes, as_int, as_list, as_map, as_text
from sync.errors import Malformed, Unknown
from sync.model import MAX_BUCKET, MAX_DOTS, VERSION, Dot

ACTS = frozenset({"create", "edit", "finalise", "amend", "resolve", "purge"})
Fields = Mapping[str, Value]


@dataclass(frozen=True)
class Revision:
    """One change to one record, as its author sealed it. `raw` also holds the keys this version does not know."""

    raw: bytes
    v: int
    rec: bytes
    kind: str
    schema: int
    must: tuple[str, ...]
    act: str
    set: Mapping[str, Fields]
    over: Mapping[str, tuple[Dot, ...]]
    final: tuple[Dot, ...] | None
    was: str | None
    re: Dot | None
    hlc: int
    at: tuple[int, int]
    author: bytes
    erased: bool = field(default=False, compare=False)
    """Whether it is a tombstone that is read instead of what was erased (`sync.purging`); never said on the wire."""

    @property
    def did(self) -> str:
        """The act; of what was erased the one that its tombstone names."""
        return self.was or "" if self.erased else self.act

    @classmethod
    def build(
        cls,
        *,
        rec: bytes,
        kind: str,
        schema: int,
        act: str,
        set: Mapping[str, Fields],  # the wire's own word (docs/format.md)
        hlc: int,
        at: tuple[int, int],
        author: bytes,
        over: Mapping[str, Sequence[Dot]] | None = None,
        must: Sequence[str] = (),
        final: Sequence[Dot] | None = None,
        was: str | None = None,
        re: Dot | None = None,
    ) -> "Revision":
        """A revision of this version from its parts, checked as `parse` checks. `at` = (Unix ms, offset in minutes)."""
        value: dict[str, object] = {
            "v": VERSION,
            "rec": rec,
            "kind": kind,
            "schema": schema,
            "must": list(must),
            "act": act,
            "set": {group: dict(fields) for group, fields in set.items()},
            "over": {group: [list(dot) for dot in dots] for group, dots in (over or {}).items()},
            "hlc": hlc,
            "at": list(at),
            "author": author,
        }
        if final is not None:
            value["final"] = [list(dot) for dot in final]
        if was is not None:
            value["was"] = was
        if re is not None:
            value["re"] = list(re)
        raw, made = codec.canonical(value)
        if len(raw) > MAX_BUCKET:
            raise Malformed("too long")
        return cls._of(raw, as_map(made))

    @classmethod
    def parse(cls, raw: bytes) -> "Revision":
        """A revision from its canonical bytes. Raises Malformed, or Unknown for a newer version or act."""
        revision = cls.read(raw)
        if revision.act not in ACTS:
            raise Unknown("act of a newer version")
        return revision

    @classmethod
    def read(cls, raw: bytes) -> "Revision":
        """As `parse`, but one with an act of a newer version is read as far as every version can."""
        return cls._of(raw, as_map(codec.decode(raw, MAX_BUCKET)))

    @classmethod
    def _of(cls, raw: bytes, value: dict[str, Value]) -> "Revision":
        if as_int(value.get("v"), 1) != VERSION:
            raise Unknown("newer revision version")
        act = as_text(value.get("act"), 32)
        groups = as_map(value.get("set"))
        over = {
            as_text(group, 64): tuple(Dot.parse(dot) for dot in as_list(dots, at_most=MAX_DOTS))
            for group, dots in as_map(value.get("over")).items()
        }
        final = None
        if "final" in value:
            final = tuple(Dot.parse(dot) for dot in as_list(value["final"], at_most=MAX_DOTS))
        if sum(map(len, over.values())) + len(final or ()) > MAX_DOTS:
            raise Malformed("too many dots")
        if act in ACTS and act != "purge" and not over.keys() <= groups.keys():
            raise Malformed("writes over a group it does not set")
        ms, offset = as_list(value.get("at"), 2)
        return cls(
            raw=raw,
            v=VERSION,
            rec=as_bytes(value.get("rec"), 16),
            kind=as_text(value.get("kind"), 64),
            schema=as_int(value.get("schema"), 1),
            must=tuple(as_text(item, 64) for item in as_list(value.get("must"), at_most=64)),
            act=act,
            set={as_text(group, 64): as_map(fields) for group, fields in groups.items()},
            over=over,
            final=final,
            was=as_text(value["was"], 32) if "was" in value else None,
            re=Dot.parse(value["re"]) if "re" in value else None,
            hlc=as_int(value.get("hlc")),
            at=(as_int(ms, -(2**53), 2**53), as_int(offset, -1440, 1440)),
            author=as_bytes(value.get("author"), 16),
        )
