"""Whatever the text, marks stand in order and inside it, and a known name is found wherever it stands."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.known_names import KnownNames
from desktop.domain.telltale import marks

_SUBJECTS = st.sampled_from(["anonymous_child", "group", "staff", "family_code", "child"])
_SPACE = st.sampled_from([" ", "\n", ", ", " (", ". "])


@given(st.text(max_size=300), _SUBJECTS, st.text(max_size=10))
def test_marks_are_in_order_and_inside(text: str, subject: str, beside: str) -> None:
    """Any text at all, with every sort of character."""
    known = KnownNames()
    known.put(b"1", [("contact", text[:40]), ("child", text[40:80]), ("place", text[80:90])])
    end = 0
    for mark in marks(text, subject, known, beside):
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end


@given(st.text(max_size=60), _SPACE, st.sampled_from(["Quirinelle", "quirinelle", "Quirinelles", "QUIRINELLE"]), _SPACE)
def test_a_child_is_found_wherever_it_stands(before: str, gap: str, name: str, after: str) -> None:
    """In any case, in the genitive, after anything and before anything."""
    known = KnownNames()
    known.put(b"1", [("child", "Quirinelle Prøvesen")])
    text = before + gap + name + after + "er ked"
    place = len(before + gap)
    found = marks(text, "anonymous_child", known)
    assert any(one.start <= place and place + len("quirinelle") <= one.end for one in found), found
