"""Rows and words of records: the short way of a plain one and the way over a fold agree, for every kind."""

from random import Random
from typing import Any

import pytest

from desktop.domain.fields import FIRST_MS, LAST_MS, Choices, Date, Field, Moment
from desktop.domain.registry import kinds
from desktop.store.columns import NONE, column, sql_type, to_column
from desktop.store.shaping import Shape, Shaped
from sync.merge import Rev, fold, plain
from sync.model import Dot
from sync.revision import Revision

SPACE, SIGNE, PALLE, MACHINE = b"s" * 16, b"u" * 16, b"p" * 16, b"m" * 16
ODD: tuple[Any, ...] = ("", "  ", "Uro i 3.b, 12 34 56 78", 7, b"r" * 16, b"short", [1, 2, 3], {"trivsel": 1, "x y": 1})
MOMENTS: tuple[Any, ...] = ([1_795_250_000_000, 60], [FIRST_MS, -840], [LAST_MS, 840], [LAST_MS + 1, 0], [0, 900])


def _value(chance: Random, field: Field) -> Any:
    """What may come from the wire: of its own sort, or what only another program writes."""
    own: tuple[Any, ...] = ("Lærer undres", "sparring")
    if isinstance(field, Moment):
        own = MOMENTS
    elif isinstance(field, Date):
        own = ("2026-11-20", "20-11-2026", "0001-01-01")
    return chance.choice((*own, *own, *ODD))


def _revision(kind: str, groups: dict[str, dict[str, Any]], act: str = "create", hlc: int = 1) -> Revision:
    return Revision.build(
        rec=b"r" * 16, kind=kind, schema=1, act=act, set=groups, hlc=hlc, at=(1_795_250_000_000, 60), author=SIGNE
    )


def _rev(revision: Revision, n: int = 1, user: bytes = SIGNE) -> Rev:
    return Rev(Dot(bytes([n]) * 32, 0), revision, user, MACHINE, 5)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_plain_record_is_shaped_as_if_it_were_folded(name: str) -> None:
    """Whatever its groups hold, taken away or not, with an addition or a group that nobody knows."""
    kind, chance = kinds()[name], Random(name)
    shape, found = Shape(kind, kinds()), 0
    for _turn in range(30):
        groups: dict[str, dict[str, Any]] = {}
        for field in chance.sample(kind.fields, chance.randint(1, len(kind.fields))):
            value = {"trivsel": 1, "sorg": 1} if isinstance(field, Choices) else {field.name: _value(chance, field)}
            groups.setdefault(field.group, {}).update(value)
        extra: dict[str, Any] = {"withdrawn": {"reason": "fejl"}, "amend": {"text": "Set igen"}, "new": {"text": "x"}}
        groups |= {group: extra[group] for group in extra if chance.random() < 0.2}
        rev = _rev(_revision(name, groups))
        assert plain(rev)
        made = shape.made(SPACE, SIGNE, rev.revision)
        assert made == shape.folded(SPACE, fold(kind.rule, [rev]))
        assert (made.words == "") >= bool(groups.get("withdrawn"))
        found += bool(made.words)
    assert found or not kind.searchable


def test_a_moment_stands_in_its_columns_as_its_value_says() -> None:
    """What cannot be shown on any clock is left empty."""
    kind = kinds()["consultation"]
    field = kind.field("occurred_at")
    shape = Shape(kind, kinds())
    for wire in MOMENTS:
        row = dict(zip(shape.names, _made(shape, {field.group: {field.name: wire}}).row, strict=True))
        shown: Any = field.from_wire(wire)
        expected = NONE[sql_type(field)] if shown is None else to_column(field, shown)
        assert row[column(field)] == expected
        assert row[f"{column(field)}_off"] == (0 if shown is None else wire[1])


def test_both_sides_of_a_conflict_are_words_and_one_is_the_row() -> None:
    """A set unites both; of what a person must settle the newest is shown."""
    kind = kinds()["consultation"]
    shape = Shape(kind, kinds())
    first = _rev(_revision("consultation", {"text": {"text": "uro"}, "theme": {"trivsel": 1}}))
    second = _rev(_revision("consultation", {"text": {"text": "sorg"}, "theme": {"sorg": 1}}, "edit", 2), 2, PALLE)
    shaped = shape.folded(SPACE, fold(kind.rule, [first, second]))
    row = dict(zip(shape.names, shaped.row, strict=True))
    assert (row["f_text"], row["conflicts"], row["created_by"]) == ("sorg", 1, SIGNE)
    assert row[column(next(field for field in kind.in_group("theme")))] == '["sorg", "trivsel"]'
    assert {"uro", "sorg"} <= set(shaped.words.split())


@pytest.mark.parametrize(("name", "field"), [("institution", "address"), ("person", "phone"), ("person", "email")])
def test_what_is_guarded_is_found_by_nothing_while_the_record_is_protected(name: str, field: str) -> None:
    """Also where only one of two people says so, and until both have taken it back; the rest is found as ever."""
    kind = kinds()[name]
    shape = Shape(kind, kinds())
    known = {"name": {"name": "Krisecenteret"}, field: {field: "Fjernvej 7"}}
    open_, closed = {"protected": {}}, {"protected": {"protected": "secret"}}
    assert _words(shape.made(SPACE, SIGNE, _revision(name, known))) == {"krisecenteret", "fjernvej", "7"}
    assert "krisecenteret" in _words(shape.made(SPACE, SIGNE, _revision(name, known | closed)))
    assert "fjernvej" not in _words(shape.made(SPACE, SIGNE, _revision(name, known | closed)))
    first = _rev(_revision(name, known))
    for mine, theirs, found in ((open_, closed, False), (closed, open_, False), (open_, open_, True)):
        second, third = _rev(_revision(name, mine, "edit", 2), 2, PALLE), _rev(_revision(name, theirs, "edit", 2), 3)
        words = _words(shape.folded(SPACE, fold(kind.rule, [first, second, third])))
        assert ("fjernvej" in words, "krisecenteret" in words) == (found, True)


def _words(shaped: Shaped) -> set[str]:
    return {word for word in shaped.words.split() if not word.startswith(":")}


def _made(shape: Shape, groups: dict[str, dict[str, Any]]) -> Shaped:
    return shape.made(SPACE, SIGNE, _revision("consultation", groups))
