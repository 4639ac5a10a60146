"""What survives, what is shown first, what is a conflict, and what a writer must name."""

import pytest
from helpers.revs import REC, RULE, dot, overs_for, person, rev

from sync.compose import compose
from sync.errors import Malformed, Refused
from sync.merge import KindRule, Rev, check_authors, check_disjoint, fold
from sync.revision import Revision

OWN = KindRule(RULE.groups, own=True)


def _text(text: str) -> dict[str, str]:
    return {"text": text}


def test_one_value_over_another_is_the_value() -> None:
    """A write replaces exactly the dot it names; the loser stays in the history, by name."""
    first = rev("a", act="create", text=_text("før"))
    second = rev("b", by="palle", hlc=2, text=_text("efter"), over={"text": [dot("a")]})
    view = fold(RULE, [second, first])
    assert view.groups["text"].value == _text("efter")
    assert not view.groups["text"].conflict
    assert view.replaced == {("text", dot("a")): (dot("b"),)}
    assert [r.dot for r in view.history] == [dot("a"), dot("b")]
    assert (view.created_by, view.created_at) == (person("signe"), (1, 60))


def test_two_who_did_not_know_of_each_other_are_both_shown() -> None:
    """Two edits over the same value stand side by side, the highest (hlc, cid, i) first (M6)."""
    revs = [
        rev("a", act="create", text=_text("fælles")),
        rev("b", by="signe", hlc=5, text=_text("Signes"), over={"text": [dot("a")]}),
        rev("c", by="palle", hlc=9, text=_text("Palles"), over={"text": [dot("a")]}),
    ]
    group = fold(RULE, revs).groups["text"]
    assert group.conflict
    assert [s.value["text"] for s in group.survivors] == ["Palles", "Signes"]
    assert group.value == _text("Palles")
    assert group.survivors[0].user == person("palle")


def test_different_groups_do_not_disturb_each_other() -> None:
    """An edit of one group leaves another's value alone (fault 9)."""
    revs = [
        rev("a", act="create", text=_text("x"), status={"status": "open"}),
        rev("b", text=_text("y"), over={"text": [dot("a")]}),
        rev("c", by="palle", status={"status": "done"}, over={"status": [dot("a")]}),
    ]
    view = fold(RULE, revs)
    assert view.groups["text"].value == _text("y")
    assert view.groups["status"].value == {"status": "done"}
    assert not any(group.conflict for group in view.groups.values())


def test_over_acts_only_within_its_group() -> None:
    """An over that names a dot under another group replaces nothing there (M1)."""
    revs = [rev("a", text=_text("x")), rev("b", status={"status": "open"}, over={"status": [dot("a"), dot("?")]})]
    view = fold(RULE, revs)
    assert view.groups["text"].value == _text("x")
    assert view.replaced == {}


def test_a_late_target_is_replaced_when_it_comes() -> None:
    """The write that replaces arrives first; what it names is gone on arrival, not before."""
    late, over = rev("a", text=_text("x")), rev("b", text=_text("y"), over={"text": [dot("a")]})
    assert [s.dot for s in fold(RULE, [over]).groups["text"].survivors] == [dot("b")]
    assert [s.dot for s in fold(RULE, [over, late]).groups["text"].survivors] == [dot("b")]


def test_equal_bytes_are_one_value() -> None:
    """Two people who wrote the same have not disagreed, and a later write goes over both dots (M4)."""
    revs = [rev("b", hlc=5, text=_text("ens")), rev("c", by="palle", hlc=9, text=_text("ens"))]
    view = fold(RULE, revs)
    [survivor] = view.groups["text"].survivors
    assert not view.groups["text"].conflict
    assert (survivor.dot, set(survivor.dots)) == (dot("c"), {dot("b"), dot("c")})
    assert set(overs_for(view, "text")) == {dot("b"), dot("c")}


def test_set_unites_and_removes_by_writing_over_the_holders() -> None:
    """Elements of a set are united; taking one away keeps its neighbours, and adding touches nobody's dot."""
    revs = [rev("a", theme={"trivsel": 1, "sprog": 1}), rev("b", by="palle", theme={"fravaer": 1})]
    view = fold(RULE, revs)
    assert view.groups["theme"].value == {"trivsel": 1, "sprog": 1, "fravaer": 1}
    assert not view.groups["theme"].conflict
    known = {"trivsel", "sprog", "fravaer", "ny"}
    add = compose(view, "theme", {"trivsel": 1, "sprog": 1, "fravaer": 1, "ny": 1}, known)
    assert (add.value, add.over) == ({"ny": 1}, ())
    less = compose(view, "theme", {"sprog": 1, "fravaer": 1}, known)
    assert (less.value, less.over) == ({"sprog": 1}, (dot("a"),))


def test_set_keeps_elements_the_form_does_not_know() -> None:
    """An older form that shows two of three elements does not take away the third (M3)."""
    view = fold(RULE, [rev("a", theme={"trivsel": 1, "nyere": 1})])
    write = compose(view, "theme", {}, known={"trivsel"})
    assert (write.value, write.over) == ({"nyere": 1}, (dot("a"),))


def test_max_shows_the_highest_rank_and_the_unknown_above_all() -> None:
    """A protected address is not lowered by a later or concurrent write that did not see it (M4)."""
    revs = [rev("a", hlc=1, guard={"guard": "secret"}), rev("b", hlc=9, guard={"guard": "open"}), rev("e", guard={})]
    view = fold(RULE, revs)
    assert view.groups["guard"].value == {"guard": "secret"}
    assert not view.groups["guard"].conflict
    assert set(overs_for(view, "guard")) == {dot("a"), dot("b"), dot("e")}
    newer = fold(RULE, [*revs, rev("c", guard={"guard": "hidden-by-court"})])
    assert newer.groups["guard"].value == {"guard": "hidden-by-court"}
    two = fold(RULE, [*revs, rev("d", guard={"guard": "open", "extra": 1})])
    assert two.groups["guard"].survivors[0].dot == dot("d")


def test_amendments_all_stand_oldest_first() -> None:
    """Nothing goes over an amendment, and two people's equal words are two statements; one's own are one."""
    revs = [
        rev("t", act="create", text=_text("x")),
        rev("b", by="palle", act="amend", hlc=7, amend=_text("enig")),
        rev("a", by="signe", act="amend", hlc=3, amend=_text("tilføjet"), over={"amend": [dot("b")]}),
        rev("c", by="asta", act="amend", hlc=9, amend=_text("enig")),
        rev("d", by="asta", act="amend", hlc=10, amend=_text("enig")),
    ]
    view = fold(RULE, revs)
    assert [s.user for s in view.amendments] == [person("signe"), person("palle"), person("asta")]
    assert not view.groups["amend"].conflict
    write = compose(view, "amend", _text("mere"), known={"text"})
    assert (write.value, write.over) == (_text("mere"), ())
    assert overs_for(view, "amend") == ()


def test_own_kind_another_person_replaces_nothing() -> None:
    """In a psychologist's notes another's write is a proposal beside hers, never instead of it (M2)."""
    revs = [
        rev("a", act="create", text=_text("mit")),
        rev("b", by="palle", hlc=99, text=_text("forslag"), over={"text": [dot("a")]}),
    ]
    view = fold(OWN, revs)
    group = view.groups["text"]
    assert [(s.value["text"], s.proposal) for s in group.survivors] == [("mit", False), ("forslag", True)]
    assert (group.value, group.conflict) == (_text("mit"), False)
    assert overs_for(view, "text", user=person("signe")) == (dot("a"),)
    assert overs_for(view, "text", user=person("palle")) == (dot("b"),)
    assert overs_for(view, "text", user=person("asta")) == ()


def test_own_kind_a_second_creator_is_no_proposer() -> None:
    """Whoever has a `create` in the record writes values, not proposals."""
    revs = [rev("a", act="create", text=_text("et")), rev("b", by="palle", act="create", text=_text("to"))]
    assert fold(OWN, revs).groups["text"].conflict


def test_own_kind_a_proposed_element_does_not_join_the_set() -> None:
    """Another's elements wait beside the owner's; alone they are what is shown."""
    mine, theirs = rev("a", act="create", theme={"x": 1}), rev("b", by="palle", theme={"y": 1})
    assert fold(OWN, [mine, theirs]).groups["theme"].value == {"x": 1}
    assert fold(OWN, [rev("a", act="create", text=_text("t")), theirs]).groups["theme"].value == {"y": 1}


def test_a_signed_dot_is_never_removed() -> None:
    """An over on a signed value does not act; the later text stands beside it, signed text first, no conflict."""
    revs = [
        rev("a", act="create", text=_text("underskrevet")),
        rev("f", act="finalise", final=[dot("a"), dot("?")]),
        rev("b", by="palle", hlc=50, text=_text("sent"), over={"text": [dot("a")]}),
    ]
    group = fold(RULE, revs).groups["text"]
    assert [(s.value["text"], s.final) for s in group.survivors] == [("underskrevet", True), ("sent", False)]
    assert not group.conflict
    same = fold(RULE, [*revs[:2], rev("c", hlc=50, text=_text("underskrevet"))]).groups["text"]
    assert [(s.dot, s.final) for s in same.survivors] == [(dot("a"), True)]


def test_own_kind_only_the_owner_signs_his_words() -> None:
    """A finalise by another person does not freeze the owner's text."""
    revs = [
        rev("a", act="create", text=_text("før")),
        rev("f", by="palle", act="finalise", final=[dot("a")]),
        rev("b", text=_text("efter"), over={"text": [dot("a")]}),
    ]
    assert fold(OWN, revs).groups["text"].value == _text("efter")


def test_repeated_after_an_image_restore() -> None:
    """A dot that its own device repeats with `re` gives way where it is repeated; another device's does not."""
    first = rev("a", act="create", device="pc1", text=_text("x"), status={"status": "open"})
    again = rev("b", device="pc1", hlc=2, text=_text("x"), re=dot("a"))
    view = fold(RULE, [first, again])
    assert [s.dots for s in view.groups["text"].survivors] == [(dot("b"),)]
    assert [s.dots for s in view.groups["status"].survivors] == [(dot("a"),)]
    stranger = rev("c", by="palle", hlc=2, text=_text("y"), re=dot("a"))
    assert fold(RULE, [first, stranger]).groups["text"].conflict
    assert fold(RULE, [rev("d", re=dot("nowhere"), text=_text("z"))]).groups["text"].value == _text("z")


def test_purge_is_carried_and_acts_on_nothing_yet() -> None:
    """A purge's own lists are copies: they replace nothing, and it stays in the history."""
    purge = rev("p", act="purge", over={"text": [dot("a")]}, final=[dot("a")])
    view = fold(RULE, [rev("a", text=_text("x")), purge])
    assert view.groups["text"].value == _text("x")
    assert not view.groups["text"].survivors[0].final
    assert len(view.history) == 2


def test_withdrawn_and_brought_back() -> None:
    """Withdrawn while every value says so; bringing back is one more edit, and beats a concurrent withdrawal (M12)."""
    revs = [rev("a", act="create", text=_text("x")), rev("w", withdrawn={"at": 1, "by": person("signe"), "reason": ""})]
    assert fold(RULE, revs).withdrawn
    back = [*revs, rev("b", withdrawn={}, over={"withdrawn": [dot("w")]})]
    assert not fold(RULE, back).withdrawn
    assert not fold(RULE, [*back, rev("v", by="palle", withdrawn={"reason": "fejl"})]).withdrawn
    assert not fold(RULE, [*revs, rev("f", act="finalise", final=[dot("a")])]).withdrawn
    assert not fold(OWN, [revs[0], rev("w", by="palle", withdrawn={"reason": "fejl"})]).withdrawn


def test_unknown_group_is_a_read_only_register() -> None:
    """A group from a newer version is shown, conflicts like a register, and cannot be written (M4)."""
    view = fold(RULE, [rev("a", newer={"x": 1}), rev("b", newer={"x": 2})])
    assert view.groups["newer"].conflict
    with pytest.raises(Refused, match="group of a newer version"):
        overs_for(view, "newer")
    with pytest.raises(Refused):
        compose(view, "newer", {}, known=())


def test_unknown_must_is_not_applied_and_locks_the_group() -> None:
    """What must be understood and is not leaves the old value standing, read-only (M3, M9)."""
    revs = [
        rev("a", act="create", text=_text("før"), status={"status": "open"}),
        rev("b", must=["known", "newer"], text=_text("efter"), over={"text": [dot("a")]}),
    ]
    view = fold(RULE, revs)
    assert view.groups["text"].value == _text("før")
    assert view.locked == {"text"}
    with pytest.raises(Refused, match="must understand"):
        compose(view, "text", _text("mit"), known={"text"})
    assert overs_for(view, "status") == (dot("a"),)
    understood = KindRule(RULE.groups, must=frozenset({"known", "newer"}))
    assert fold(understood, revs).groups["text"].value == _text("efter")


def test_two_revisions_of_one_commit_set_a_group_once() -> None:
    """A commit that sets the same record and group twice is INVALID, in every version (M1)."""
    one, two, three = (r.revision for r in (rev("a", text=_text("x")), rev("b", text=_text("y")), rev("c", status={})))
    check_disjoint([one, three])
    with pytest.raises(Malformed):
        check_disjoint([one, two])


def test_author_must_be_the_user_of_the_device() -> None:
    """A revision in another's name takes its whole commit into quarantine (M7)."""
    mine, forged = rev("a", text=_text("x")).revision, rev("b", by="palle", status={}).revision
    with pytest.raises(Refused, match="author"):
        check_authors([mine, forged], person("signe"), {"r", "w"})


@pytest.mark.parametrize(
    ("act", "rights", "ok"),
    [
        ("edit", "r", False),
        ("edit", "rw", True),
        ("amend", "rw", True),
        ("finalise", "rw", False),
        ("finalise", "rwf", True),
        ("purge", "rwf", False),
        ("purge", "rwfp", True),
    ],
)
def test_every_act_needs_its_right(act: str, rights: str, ok: bool) -> None:
    """Write for every act, finalise and purge their own right (M2)."""
    revisions: list[Revision] = [rev("a", act=act).revision]
    if ok:
        check_authors(revisions, person("signe"), frozenset(rights))
    else:
        with pytest.raises(Refused, match="right"):
            check_authors(revisions, person("signe"), frozenset(rights))


def test_the_receipt_is_taken_from_whichever_copy_has_it() -> None:
    """A copy without the endpoint's time and one with it are one revision with it, in either order."""
    mine, back = rev("a", text=_text("x")), rev("a", text=_text("x"), received_ms=7)
    assert fold(RULE, [mine, back]) == fold(RULE, [back, mine, back])
    assert fold(RULE, [mine, back]).groups["text"].survivors[0].received_ms == 7


def test_revisions_of_two_records_are_not_folded_together() -> None:
    """A record is (space, rec, kind): mixing two, or folding none, is the caller's mistake and said so."""
    other = Revision.build(
        rec=b"q" * 16, kind="agreement", schema=1, act="edit", set={}, hlc=1, at=(1, 0), author=person("signe")
    )
    with pytest.raises(ValueError, match="one record"):
        fold(RULE, [rev("a"), Rev(dot("b"), other, person("signe"), person("signe"))])
    with pytest.raises(ValueError, match="one record"):
        fold(RULE, [])
    assert fold(RULE, [rev("a")]).rec == REC
