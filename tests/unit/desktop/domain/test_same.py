"""Which record stands for several."""

from random import Random

from desktop.domain.same import gathered, links, root

A, B, C, D = (bytes([n]) * 16 for n in range(1, 5))


def test_the_end_of_the_way_stands_for_all() -> None:
    """C is B, and B is A: A is all three."""
    links = {C: B, B: A}
    assert [root(rec, links) for rec in (A, B, C, D)] == [A, A, A, D]
    assert gathered((A, B, C), links) == {A: (A, B, C)}


def test_a_way_to_what_is_not_known_here_leads_nowhere() -> None:
    """B is A; C says it is D, which has not come; A says nothing."""
    assert links({A: None, B: A, C: D}) == {B: A}


def test_two_that_point_to_each_other_are_one_and_the_same_everywhere() -> None:
    """Said on two pc's at once, each keeping its own: the lesser id stands for both, from wherever one comes."""
    links = {B: C, C: B, D: C}
    assert {root(rec, links) for rec in (B, C, D)} == {B}
    assert gathered((D, C, B), links) == {B: (B, C, D)}


def test_any_links_end_and_agree() -> None:
    """Whoever points to whom (2,000 seeded graphs): all that are connected have one root, and it is its own."""
    lots = Random(5)
    for _round in range(2_000):
        recs = [bytes([n]) * 16 for n in range(lots.randint(1, 7))]
        links = {rec: lots.choice(recs) for rec in recs if lots.random() < 0.7}
        links = {rec: to for rec, to in links.items() if rec != to}
        for rec in recs:
            stands = root(rec, links)
            assert root(stands, links) == stands
            assert rec not in links or root(links[rec], links) == stands
        of = gathered(recs, links)
        assert sorted(rec for group in of.values() for rec in group) == recs
