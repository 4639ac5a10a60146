"""What a writer must name and must copy, and when he may not write; what comes of it is in test_merge."""

import pytest
from helpers.revs import RULE, dot, overs_for, rev

from sync.compose import compose
from sync.errors import Refused
from sync.merge import fold


def _text(text: str) -> dict[str, str]:
    return {"text": text}


def test_writer_copies_what_it_does_not_know() -> None:
    """A field of a newer version rides along from the value that is replaced; a known absent field is emptied (M3)."""
    view = fold(RULE, [rev("a", text={"text": "x", "heading": "y", "mood": 3})])
    write = compose(view, "text", _text("ny"), known={"text", "heading"})
    assert (write.value, write.over) == ({"text": "ny", "mood": 3}, (dot("a"),))
    empty = compose(view, "status", {"status": "open"}, known={"status"})
    assert (empty.value, empty.over) == ({"status": "open"}, ())


def test_writer_in_a_conflict_replaces_the_value_that_was_edited() -> None:
    """An edit settles nothing: it goes over the one value edited, first shown unless told; the other stays."""
    view = fold(RULE, [rev("b", hlc=5, text=_text("Signes")), rev("c", by="palle", hlc=9, text=_text("Palles"))])
    assert overs_for(view, "text") == (dot("c"),)
    assert overs_for(view, "text", of=dot("b")) == (dot("b"),)
    assert compose(view, "text", _text("ny"), {"text"}, of=dot("b")).over == (dot("b"),)
    with pytest.raises(Refused, match="no longer there"):
        overs_for(view, "text", of=dot("gone"))


def test_writer_refuses_values_that_differ_in_an_unknown_field() -> None:
    """Where survivors differ in what the writer cannot see, it may not choose between them (M3)."""
    view = fold(RULE, [rev("b", text={"text": "x", "mood": 1}), rev("c", text={"text": "y", "mood": 2})])
    with pytest.raises(Refused, match="differ in a field of a newer version"):
        compose(view, "text", _text("ny"), known={"text"})
    assert compose(view, "text", _text("ny"), known={"text", "mood"}).over
