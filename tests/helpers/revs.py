"""Revisions for merge tests: made by hand, named by a short word, signed by nobody."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sync.codec import Value
from sync.compose import compose
from sync.merge import GroupRule, KindRule, RecordView, Rev
from sync.model import Dot
from sync.revision import Revision

REC = b"r" * 16
RULE = KindRule(
    {
        "text": GroupRule(),
        "status": GroupRule(),
        "theme": GroupRule("set"),
        "guard": GroupRule("max", ("open", "guarded", "secret")),
        "amend": GroupRule("amend"),
        "withdrawn": GroupRule(),
    },
    must=frozenset({"known"}),
)


def person(name: str) -> bytes:
    """The 16-byte id of a person or device, from a word."""
    return sha256(name.encode()).digest()[:16]


def dot(name: str, i: int = 0) -> Dot:
    """The dot that `rev(name, …)` gets."""
    return Dot(sha256(name.encode()).digest(), i)


def rev(
    name: str,
    by: str = "signe",
    act: str = "edit",
    hlc: int = 1,
    over: Mapping[str, Sequence[Dot]] | None = None,
    must: Sequence[str] = (),
    final: Sequence[Dot] | None = None,
    re: Dot | None = None,
    device: str | None = None,
    received_ms: int | None = None,
    **groups: Mapping[str, Value],
) -> Rev:
    """A revision called `name` that sets `groups`."""
    revision = Revision.build(
        rec=REC,
        kind="agreement",
        schema=1,
        act=act,
        set=groups,
        over=over,
        must=must,
        final=final,
        re=re,
        hlc=hlc,
        at=(hlc, 60),
        author=person(by),
    )
    return Rev(dot(name), revision, person(by), person(device or by), received_ms)


def overs_for(view: RecordView, group: str, of: Dot | None = None, user: bytes | None = None) -> tuple[Dot, ...]:
    """The dots that a person's new write of `group` names, where he knows every field of it; raises as `compose`."""
    shown = view.groups[group].survivors if group in view.groups else ()
    return compose(view, group, {}, {name for one in shown for name in one.value}, of, user).over
