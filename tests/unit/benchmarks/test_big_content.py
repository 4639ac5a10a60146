"""The big municipality of the benchmarks."""

from datetime import date
from itertools import islice

from benchmarks.big_content import BUSY, STAFF, BigContent, Size
from desktop.domain import rules
from desktop.services.clock import Clock
from desktop.services.writing import Change

TODAY, OWNERS = date(2026, 11, 20), (b"s" * 16, b"p" * 16)


def made(seed: int = 1) -> list[Change]:
    """A little one, whole."""
    return list(BigContent(Size(400), seed, TODAY, OWNERS).changes())


def test_the_same_seed_gives_the_same_records() -> None:
    """What is measured twice is the same; another seed gives others."""
    assert made() == made()
    assert [change.rec for change in made(2)] != [change.rec for change in made()]


def test_there_are_as_many_as_are_asked_for() -> None:
    """Talks, places and people are counted; what is referred to comes before what refers to it, all different."""
    changes = made()
    kinds = [change.kind.name for change in changes]
    assert (kinds.count("consultation"), kinds.count("institution"), kinds.count("person")) == (400, 20, 20 * STAFF)
    assert 60 < kinds.count("agreement") < 180
    seen: set[object] = set(OWNERS)
    for change in changes:
        fields = [change.kind.field(name) for group in change.set for name in change.set[group] if group != "theme"]
        referred = {change.set[f.group][f.name] for f in fields if hasattr(f, "kind")}
        assert referred <= seen
        assert change.rec not in seen
        seen.add(change.rec)


def test_one_place_is_busy() -> None:
    """The first place has many times the talks of any other, so that its page is a long one."""
    talks = [change.set["place"]["institution"] for change in made() if change.kind.name == "consultation"]
    counted = sorted((talks.count(place) for place in set(talks)), reverse=True)
    assert counted[0] > BUSY / 3 * counted[1]


def test_every_record_could_have_been_saved_by_a_person() -> None:
    """The rules that stop a save find nothing in them."""
    clock = Clock()
    for change in islice(made(), 0, None, 7):
        values = change.kind.from_wire(change.set)
        found = rules.problems(change.kind, values, clock=clock)
        assert [problem for problem in found if problem.severity == "error"] == []
