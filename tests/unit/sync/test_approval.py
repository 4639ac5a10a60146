"""Signed versions and late additions of a record (M5)."""

from dataclasses import replace

import pytest
from helpers.revs import RULE, dot, rev

from sync.approval import late, signed
from sync.merge import KindRule, fold
from sync.record import Rev


def cut(one: Rev) -> Rev:
    """The same, set aside by a cut alone."""
    return replace(one, standing="cut")


def test_the_signed_text_is_exactly_what_was_listed() -> None:
    """Fault 10: an edit that was not listed stands beside it as an addition, whichever came first."""
    note = rev("note", act="create", text={"body": "a"}, status={"s": "1"})
    edit = rev("edit", by="palle", hlc=9, over={"text": [dot("note")]}, text={"body": "b"})
    final = rev("final", act="finalise", final=[dot("note")], hlc=5)
    for order in ([note, edit, final], [final, edit, note]):
        view = fold(RULE, order)
        (version,) = signed(view)
        assert (version.dots, [one.dot for one in version.by], version.missing) == (
            {dot("note")}, [dot("final")], frozenset(),
        )  # fmt: skip
        assert {group: [r.dot for r in revs] for group, revs in version.text.items()} == {
            "text": [dot("note")],
            "status": [dot("note")],
        }
        assert {group: [s.dot for s in ss] for group, ss in late(view).items()} == {"text": [dot("edit")]}
        assert view.groups["text"].value == {"body": "a"}
        assert not view.groups["text"].conflict


def test_two_lists_are_two_versions_and_one_list_twice_is_one() -> None:
    """Both are shown, the one signed first in front; what is equal is no addition."""
    note = rev("note", act="create", text={"body": "a"})
    other = rev("other", by="palle", text={"body": "b"})
    same = rev("same", by="lene", text={"body": "a"})
    finals = [
        rev("one", act="finalise", final=[dot("note")], hlc=2),
        rev("two", by="palle", act="finalise", final=[dot("other")], hlc=3),
        rev("again", by="lene", act="finalise", final=[dot("note")], hlc=4),
    ]
    view = fold(RULE, [note, other, same, *finals])
    assert [(v.dots, [one.dot for one in v.by]) for v in signed(view)] == [
        ({dot("note")}, [dot("one"), dot("again")]),
        ({dot("other")}, [dot("two")]),
    ]
    assert late(view) == {}


def test_what_was_signed_and_is_not_here_is_named() -> None:
    """A final may come before what it signs."""
    view = fold(RULE, [rev("final", act="finalise", final=[dot("gone")])])
    assert signed(view)[0].missing == {dot("gone")}
    assert signed(fold(RULE, [rev("empty", act="finalise", final=[])])) == ()


def test_in_an_own_kind_only_ones_own_words_are_signed() -> None:
    """M2: a final over another's words is no version of his."""
    rule = KindRule(RULE.groups, own=True)
    note = rev("note", act="create", text={"body": "a"})
    view = fold(rule, [note, rev("final", by="palle", act="finalise", final=[dot("note")])])
    assert signed(view) == ()
    proposal = rev("proposal", by="palle", text={"body": "b"})
    view = fold(rule, [note, proposal, rev("mine", act="finalise", final=[dot("note")])])
    assert late(view) == {}


def test_signed_text_outlives_a_cut_and_a_final_beyond_it_signs_nothing() -> None:
    """A cut alone takes a commit's overs and finals, never words that somebody signed."""
    note = rev("note", by="palle", act="create", text={"body": "a"}, over={})
    kept = rev("kept", act="create", status={"s": "1"})
    beyond = rev("beyond", by="palle", act="finalise", final=[dot("kept")])
    final = rev("final", act="finalise", final=[dot("note")])
    view = fold(RULE, [cut(note), kept, cut(beyond), final])
    (version,) = signed(view)
    assert version.dots == {dot("note")}
    (survivor,) = view.groups["text"].survivors
    assert (survivor.value, survivor.final, survivor.set_aside) == ({"body": "a"}, True, True)
    assert not view.groups["status"].survivors[0].final
    assert not view.groups["status"].survivors[0].set_aside
    assert [one.dot for one in view.history] == sorted([dot("note"), dot("kept"), dot("final")], key=lambda d: (1, *d))


def test_what_a_cut_took_and_nobody_signed_is_nowhere() -> None:
    """Its value, its overs and its record are gone from the view."""
    note = rev("note", act="create", text={"body": "a"})
    edit = cut(rev("edit", by="palle", over={"text": [dot("note")]}, text={"body": "b"}))
    view = fold(RULE, [note, edit])
    assert view == fold(RULE, [note])
    with pytest.raises(ValueError, match="not of one record"):
        fold(RULE, [edit])


def test_what_must_be_understood_locks_what_it_sets_and_no_more() -> None:
    """M3, M9: the groups of such a revision are read-only until the upgrade; others of its commit are not."""
    note = rev("note", act="create", text={"body": "a"}, status={"s": "1"})
    newer = replace(rev("newer", must=["newer"], text={"body": "b"}), standing="must")
    beside = replace(rev("beside", status={"s": "2"}), standing="must")
    view = fold(RULE, [note, newer, beside])
    assert view.locked == {"text"}
    assert (view.groups["text"].value, view.groups["status"].value) == ({"body": "a"}, {"s": "1"})
    assert len(view.history) == 1
